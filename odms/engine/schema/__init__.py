"""Schemas of tables: inferred from a table, written and read as Table Schema and CSVW, and held
against other tables."""

from typing import Any

from odms.engine.schema import code_lists, csvw, drift, table_schema
from odms.engine.schema.breach import Breach, Cell, as_finding
from odms.engine.schema.drafts import Hint
from odms.engine.schema.follow import follow
from odms.engine.schema.infer import infer
from odms.engine.schema.model import Field, Schema, Words
from odms.engine.schema.validate import CELLS_TOLD, Held, validate
from odms.errors import Invalid


def read(document: Any) -> Schema:
    """A schema from JSON, which tells by itself which standard it is of. Raises Invalid."""
    if isinstance(document, dict) and "fields" in document:
        return table_schema.read(document)
    if isinstance(document, dict) and {"tableSchema", "tables"} & set(document):
        return csvw.read(document)
    raise Invalid("schema.unknown_document")


__all__ = [
    "CELLS_TOLD",
    "Breach",
    "Cell",
    "Field",
    "Held",
    "Hint",
    "Schema",
    "Words",
    "as_finding",
    "code_lists",
    "csvw",
    "drift",
    "follow",
    "infer",
    "read",
    "table_schema",
    "validate",
]
