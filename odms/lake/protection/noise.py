"""To each count noise is added, so that no single person's presence can be told (differential privacy).

The discrete Laplace mechanism of OpenDP with scale `contribution` / `epsilon`, where `contribution`
is how many units of the column one person can add over all rows; what comes out below nought is set
to nought, which spends nothing. Rows that sum up others are left empty: readers can add the noisy
counts. Each release of the same counts spends its epsilon again, and so does each column.
"""

from odms.errors import Conflict
from odms.lake.protection.measure import Column, Measure, Needed, Parameter, Values
from odms.lake.protection.work import Work
from odms.lake.rows import IS_TOTAL, ROW, quoted

OPENDP = Needed(extra="privacy", package="opendp")


def _change(work: Work, column: Column, values: Values) -> None:
    name = quoted(column.name)
    found = work.db.execute(
        f"SELECT {ROW}, {name} FROM {work.relation} WHERE {work.is_detail} AND {name} IS NOT NULL"
    ).fetchall()
    noisy = _noisy([int(n) for _, n in found], scale=values["contribution"] / values["epsilon"])
    import pyarrow as pa

    work.db.register("odms_noise", pa.table({"r": [row for row, _ in found], "n": noisy}))
    value = f"CAST(n.n AS {column.sql_type})"
    if work.has_totals:
        value = f"CASE WHEN NOT {IS_TOTAL} THEN {value} END"
    work.put(
        f"SELECT t.* REPLACE ({value} AS {name}) FROM {work.relation} t "
        f"LEFT JOIN odms_noise n ON n.r = t.{ROW} ORDER BY t.{ROW}"
    )
    work.db.unregister("odms_noise")


def _noisy(counts: list[int], *, scale: float) -> list[int]:
    """The counts with noise of their own each, none below nought. Raises Conflict without OpenDP."""
    try:
        import opendp.prelude as dp
    except ImportError:
        raise Conflict(
            "protection.needs_extra", extra=OPENDP.extra, package=OPENDP.package
        ) from None
    dp.enable_features("contrib")
    space = dp.vector_domain(dp.atom_domain(T=int)), dp.l1_distance(T=int)
    mechanism = dp.m.make_laplace(*space, scale=scale)
    return [max(0, n) for n in mechanism(counts)] if counts else []


MEASURE = Measure(
    "noise",
    parameters=(
        Parameter("epsilon", float, 1.0, least=0.001, most=20),
        Parameter("contribution", int, 1, least=1, most=1_000_000),
    ),
    types=frozenset({"integer"}),
    meaning_after=None,
    change=_change,
    presets=({"epsilon": 1.0}, {"epsilon": 0.1}),
    needs=OPENDP,
)
