"""A day is replaced by the first day of its month, or by its year (of the common era)."""

from odms.lake.protection.measure import Column, Measure, Parameter, Values
from odms.lake.protection.work import Work
from odms.lake.rows import quoted


def _sql(work: Work, column: Column, values: Values) -> str:
    return f"CAST(date_trunc('{values['to']}', {quoted(column.name)}) AS DATE)"


MEASURE = Measure(
    "period",
    parameters=(Parameter("to", str, "month", choices=("month", "year")),),
    types=frozenset({"date", "datetime"}),
    type_after="date",
    meaning_after=None,
    sql=_sql,
    presets=({"to": "month"}, {"to": "year"}),
)
