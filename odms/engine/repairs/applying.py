"""Where a recipe's steps take part: in the reading, over all tables, upon one table."""

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import count

from odms.definitions import messages
from odms.engine.grid import Chosen, Grid, Workspace
from odms.engine.layout import Layout
from odms.engine.repairs.mending import Mending, made_name
from odms.engine.repairs.recipe import Step, repair_of
from odms.engine.types.shapes import quoted
from odms.errors import Invalid

_NUMBERS = count()


def chosen_by(recipe: Iterable[Step]) -> Chosen:
    """What a recipe says about the reading; of several steps of one repair the last holds."""
    encoding = delimiter = None
    headers: dict[str | None, tuple[int, ...]] = {}
    for step in recipe:
        match step.repair:
            case "set_encoding":
                encoding = step.parameters["encoding"]
            case "set_delimiter":
                delimiter = step.parameters["delimiter"]
            case "set_header":
                headers[step.parameters.get("sheet")] = tuple(sorted(step.parameters["rows"]))
    return Chosen(encoding, delimiter, headers)


def apply(mending: Mending, step: Step) -> None:
    """Do a step upon its table; one that took part in the reading is only told."""
    if step.kind == "table":
        mending.apply(step, repair_of(step.repair).repair)
    else:
        mending.apply(step, lambda _mending, _step: None)


def joined(
    tables: Sequence[tuple[Grid, Layout]], step: Step, work: Workspace
) -> tuple[set[int], Grid]:
    """The tables that share the commonest header, and one grid of their rows with each sheet's name
    in its first column. Raises Invalid where no two are alike."""
    names = [plan.names for grid, plan in tables if grid.name is not None]
    header, n = Counter(names).most_common(1)[0] if names else ((), 0)
    if n < 2:
        raise Invalid("repair.no_sheets_alike", repair=step.repair)
    alike = [i for i, (grid, plan) in enumerate(tables) if grid.name and plan.names == header]
    cells = ", ".join(f"v{i} AS c{i + 1}" for i in range(len(header)))
    parts = [
        f"SELECT {at} AS sheet, r, {quoted(str(tables[i][0].name))} AS c0, {cells}"
        f" FROM {tables[i][1].relation}"
        for at, i in enumerate(alike)
    ]
    relation = f"joined_{next(_NUMBERS)}"
    work.db.execute(
        f"CREATE TABLE {relation} AS SELECT row_number() OVER (ORDER BY sheet, r) - 1 AS r,"
        f" * EXCLUDE (sheet, r) FROM ({' UNION ALL '.join(parts)})"
    )
    ((n_rows,),) = work.db.execute(f"SELECT count(*) FROM {relation}").fetchall()
    sheet = str(step.parameters.get("name") or made_name("sheet"))
    named = (
        sheet,
        *(name or plain for name, plain in zip(_sources(tables, alike), header, strict=True)),
    )
    return set(alike), Grid(None, relation, n_rows, len(named), names=named)


def _sources(tables: Sequence[tuple[Grid, Layout]], alike: Sequence[int]) -> tuple[str | None, ...]:
    return tables[alike[0]][1].source_names


def is_mended(code: str, facts: dict[str, object], steps: Iterable[Step]) -> bool:
    """Whether a finding about the layout is settled by one of these steps: a repair that its entry
    in the catalogue names, upon the table or upon the column that it speaks of."""
    mends = messages.catalogue()[code].get("repairs", ())
    column = facts.get("label")
    return any(
        step.repair in mends and (not column or step.column in (None, column)) for step in steps
    )
