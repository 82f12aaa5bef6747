"""In which cells a column says what a finding is about: the dictionary knows values, the body rows."""

from collections.abc import Sequence

from odms.engine.column import Body
from odms.engine.grid import Spot, Workspace
from odms.engine.places import PLACES_TOLD
from odms.engine.types.dictionary import TOTALS, VALUES, odd_table


def cells_where(
    body: Body, column: int, where: str, work: Workspace, *, with_totals: bool = False
) -> tuple[Spot, ...]:
    """The first cells of a column whose value fits an SQL condition over its dictionary.

    The dictionary goes by `d`, its cleaned values by `o`. Rows that sum up others are left out,
    unless they count too.
    """
    values = (
        f"SELECT d.v FROM {VALUES} d LEFT JOIN {odd_table(body)} o ON o.v = d.v"
        f" WHERE d.c = {column} AND {where}"
    )
    detail = "" if with_totals else f" AND b.r NOT IN (SELECT r FROM {TOTALS})"
    rows = work.db.execute(
        f"SELECT b.r FROM {body.relation} b WHERE b.v{column} IN ({values}){detail}"
        f" ORDER BY b.r LIMIT {PLACES_TOLD}"
    ).fetchall()
    return tuple(Spot(row) for (row,) in rows)


def cells_of(
    body: Body, column: int, values: Sequence[str], work: Workspace
) -> dict[str, tuple[Spot, ...]]:
    """The first cells of each of some values of a column, rows that sum up others left out."""
    rows = work.db.execute(
        f"SELECT v, list(r ORDER BY r) FROM (SELECT b.v{column} AS v, b.r FROM {body.relation} b"
        f" WHERE b.v{column} IN (SELECT unnest($1)) AND b.r NOT IN (SELECT r FROM {TOTALS})"
        f" QUALIFY row_number() OVER (PARTITION BY b.v{column} ORDER BY b.r) <= {PLACES_TOLD})"
        " GROUP BY v",
        [list(values)],
    ).fetchall()
    return {value: tuple(map(Spot, found)) for value, found in rows}
