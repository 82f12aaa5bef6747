"""Of the rows a stated part stays, drawn by a stated seed: the same seed draws the same rows.

Rows that sum up others would give the rest away and go.
"""

from odms.lake.protection.measure import Column, Measure, Parameter, Values
from odms.lake.protection.work import Work
from odms.lake.rows import ROW


def _change(work: Work, column: Column, values: Values) -> None:
    n = round(
        work.count(f"SELECT count(*) FROM {work.relation} WHERE {work.is_detail}") * values["share"]
    )
    lot = f"md5(CAST({int(values['seed'])} AS VARCHAR) || '/' || CAST({ROW} AS VARCHAR))"
    drawn = (
        f"SELECT {ROW} FROM {work.relation} WHERE {work.is_detail} ORDER BY {lot}, {ROW} LIMIT {n}"
    )
    work.keep_rows(f"{ROW} IN ({drawn})")


MEASURE = Measure(
    "sample",
    parameters=(
        Parameter("share", float, least=0.001, most=0.999),
        Parameter("seed", int, 1, least=0, most=2**53),
    ),
    is_of_table=True,
    meaning_after=None,
    change=_change,
    presets=({"share": 0.5}, {"share": 0.1}, {"share": 0.01}),
)
