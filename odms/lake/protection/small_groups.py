"""Records that are alike with fewer than k others in the quasi-identifiers go.

Rows that sum up others would give them away and go too, where any record goes.
"""

from odms.errors import Invalid
from odms.lake.protection.measure import Column, Measure, Values
from odms.lake.protection.work import Work
from odms.lake.rows import ROW, quoted


def _change(work: Work, column: Column, values: Values) -> None:
    names = [quoted(name) for name in work.quasi if name in work.columns]
    if not names:
        raise Invalid("protection.no_quasi_identifiers")
    size = f"count(*) OVER (PARTITION BY {', '.join(names)})"
    small = (
        f"SELECT {ROW} FROM (SELECT {ROW}, {size} AS n FROM {work.relation} "
        f"WHERE {work.is_detail}) WHERE n < {work.k}"
    )
    if work.count(f"SELECT count(*) FROM ({small})"):
        work.keep_rows(f"{work.is_detail} AND {ROW} NOT IN ({small})")


MEASURE = Measure("small-groups", is_of_table=True, meaning_after=None, change=_change)
