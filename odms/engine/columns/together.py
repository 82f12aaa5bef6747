"""What the columns of a table mean together: the structure of SDMX-CSV, the zone of UTM coordinates."""

from odms.engine.column import Body
from odms.engine.columns.draft import Draft
from odms.engine.grid import GridFinding, Workspace
from odms.engine.meanings import sdmx, utm
from odms.engine.types.judging import as_text

_CODES = frozenset({"sdmx-structure", "sdmx-key", "sdmx-dimension"})


def read_structure(body: Body, drafts: list[Draft], work: Workspace) -> None:
    """Give the columns of SDMX-CSV their roles, where no list or pattern has told a meaning."""
    told = sdmx.structure(body.names)
    if told is None:
        return
    for draft in drafts:
        role = told.roles[draft.index]
        if draft.meaning is None:
            draft.meaning = role
            draft.why.append(f"{role}: its place in SDMX-CSV {told.version}.0")
        if role in _CODES and draft.type == "integer":
            draft.judgement = as_text("codes")
        if role == "sdmx-value":
            draft.findings.append(_described(told, body, work))


def _described(told: sdmx.Structure, body: Body, work: Workspace) -> GridFinding:
    """What is told of the structure: its identifier, as the first row gives it, and its parts."""
    row = work.db.execute(
        f"SELECT v{told.identifier} FROM {body.relation} WHERE v{told.identifier} <> ''"
        " ORDER BY r LIMIT 1"
    ).fetchone()
    facts = {
        "structure": row[0] if row else "",
        "version": f"{told.version}.0",
        "dimensions": told.n("sdmx-dimension"),
        "attributes": told.n("sdmx-attribute"),
    }
    return GridFinding("engine.sdmx_csv", facts=facts)


def tell_zone(body: Body, drafts: list[Draft], names: dict[int, str], work: Workspace) -> None:
    """Say of UTM coordinates what must be known to put them on a map."""
    eastings = [draft for draft in drafts if draft.meaning == "utm-easting"]
    if not eastings:
        return
    zone = utm.zone(names, body, work)
    for draft in eastings:
        code = "engine.utm_zone_by_province" if zone else "engine.utm_zone_unknown"
        draft.findings.append(
            GridFinding(code, n=draft.signs.n, facts={"zone": zone} if zone else {})
        )
