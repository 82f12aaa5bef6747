"""Engine: a messy file in, findings and a table out. Knows no Django.

`inspect` says what a file holds, `prepare` turns it into Parquet with a profile and a report,
`raw_rows` gives the cells as they stand.
"""

from odms.engine.inspection import Inspection
from odms.engine.pipeline import inspect, prepare, raw_rows, refusal

__all__ = ["Inspection", "inspect", "prepare", "raw_rows", "refusal"]
