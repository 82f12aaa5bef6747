"""A number is replaced by the band in which it lies, such as an age by `30–39`."""

from odms.lake.protection import bands
from odms.lake.protection.measure import Column, Measure, Values
from odms.lake.protection.work import Work, where_there
from odms.lake.rows import quoted


def _sql(work: Work, column: Column, values: Values) -> str:
    number = f"CAST({quoted(column.name)} AS DOUBLE)"
    return where_there(column, bands.label(number, values, is_whole=column.type != "number"))


MEASURE = Measure(
    "band",
    parameters=(bands.WIDTH, bands.LEAST, bands.MOST),
    types=frozenset({"integer", "number", "year"}),
    type_after="text",
    sql=_sql,
    presets=({"width": 5.0}, {"width": 10.0}, {"width": 100.0}, {"width": 1000.0}),
)
