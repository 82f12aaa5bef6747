"""Time zones that moments name. A column of one zone keeps its clock; one of several is brought to the
country's own."""

from odms.definitions import national
from odms.engine.column import Body
from odms.engine.grid import GridFinding, Workspace
from odms.engine.types.dictionary import VALUES
from odms.engine.types.located import cells_where
from odms.engine.types.shapes import Shape

_ZONE = r"[T ,][0-9].*?(Z|UTC|[+-][0-9]{2}:?[0-9]{2})$"


def shift(body: Body, column: int, work: Workspace) -> tuple[str | None, list[GridFinding]]:
    """The SQL of the interval to add to the clock of a text `v`, None where none is due, and what
    there is to say about the zones of the column in the dictionary."""
    rows = work.db.execute(
        f"SELECT {_zone()} AS zone, sum(m) FROM {VALUES} WHERE c = {column} AND m > 0"
        f" AND k IN ({Shape.ISO_DATETIME:d}, {Shape.NUMERIC_DATE:d}) GROUP BY zone ORDER BY zone"
    ).fetchall()
    named = {zone: int(n) for zone, n in rows if zone}
    n = sum(named.values())
    if not named:
        return None, []
    if len(rows) == 1:
        return None, [GridFinding("engine.zone_declared", n=n, facts={"zone": next(iter(named))})]
    offset = national("time_zone.yaml")["offset_minutes"]
    own = f"UTC{'+' if offset >= 0 else '-'}{abs(offset) // 60:02}:{abs(offset) % 60:02}"
    facts: dict[str, object] = {"zones": ", ".join(named), "own": own}
    cells = cells_where(body, column, f"{_zone('d.v')} <> ''", work)
    return _minutes(), [GridFinding.about("engine.zones_converted", n, cells, **facts)]


def _zone(text: str = "v") -> str:
    return f"upper(regexp_extract(trim({text}), '{_ZONE}', 1))"


def _minutes() -> str:
    """From the zone named to the country's; a moment without a zone is of the country's already."""
    own = national("time_zone.yaml")["offset_minutes"]
    zone = f"nullif({_zone()}, '')"
    hours, minutes = f"CAST({zone}[2:3] AS INTEGER)", f"CAST({zone}[-2:] AS INTEGER)"
    ahead = f"CASE {zone}[1] WHEN '-' THEN -1 ELSE 1 END * ({hours} * 60 + {minutes})"
    named = f"CASE WHEN {zone} IN ('Z', 'UTC') THEN {own} ELSE {own} - {ahead} END"
    return f"to_minutes(CAST(CASE WHEN {zone} IS NULL THEN 0 ELSE {named} END AS BIGINT))"
