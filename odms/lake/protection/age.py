"""A day of birth is replaced by the band of the age on a stated day.

The age counts whole years; days after the stated one give no age and are left empty.
"""

from datetime import date

from odms.lake.protection import bands
from odms.lake.protection.measure import Column, Measure, Parameter, Values
from odms.lake.protection.work import Work
from odms.lake.rows import quoted


def _sql(work: Work, column: Column, values: Values) -> str:
    born = f"CAST({quoted(column.name)} AS DATE)"
    age = f"date_sub('year', {born}, DATE '{values['on']}')"
    band = bands.label(f"CAST({age} AS DOUBLE)", values, is_whole=True)
    return f"CASE WHEN {born} <= DATE '{values['on']}' THEN {band} END"


MEASURE = Measure(
    "age",
    parameters=(
        Parameter("on", date),
        bands.WIDTH,
        bands.LEAST,
        Parameter("most", float, 90.0, is_optional=True),
    ),
    types=frozenset({"date", "datetime"}),
    type_after="text",
    sql=_sql,
    presets=({"width": 5.0}, {"width": 10.0}),
)
