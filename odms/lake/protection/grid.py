"""A coordinate is rounded to a grid that is stated in the column's own unit.

For degrees 0.01 is about 1.1 km and 0.1 about 11 km; for UTM the grid is in metres.
"""

from decimal import Decimal

from odms.lake.protection.measure import Column, Measure, Parameter, Values
from odms.lake.protection.work import Work
from odms.lake.rows import quoted

COORDINATES = frozenset({"latitude", "longitude", "utm-easting", "utm-northing", "location"})


def _sql(work: Work, column: Column, values: Values) -> str:
    grid = values["grid"]
    exponent = Decimal(repr(grid)).normalize().as_tuple().exponent
    decimals = max(0, -exponent) if isinstance(exponent, int) else 0
    rounded = f"round(round({quoted(column.name)} / {grid!r}) * {grid!r}, {decimals})"
    return f"CAST({rounded} AS {column.sql_type})"


MEASURE = Measure(
    "grid",
    parameters=(Parameter("grid", float, 0.01, least=0.0001, most=100_000),),
    types=frozenset({"number", "integer"}),
    meanings=COORDINATES,
    meaning_after=None,
    sql=_sql,
    presets=({"grid": 0.01}, {"grid": 0.1}, {"grid": 1000.0}),
)
