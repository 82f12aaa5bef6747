"""From a table's body to typed columns: the engine's second half, by name.

`describe` judges every column of a body over all its rows; `repeated_rows` looks for rows that
stand there twice; `write` puts the typed table and its
profile on disk.
"""

from odms.engine.column import TYPES, Body, Column, Personal
from odms.engine.columns.describe import describe
from odms.engine.columns.parquet import write
from odms.engine.columns.repeats import repeated_rows

__all__ = ["TYPES", "Body", "Column", "Personal", "describe", "repeated_rows", "write"]
