"""Run in the judges' environment: the column names that the csvw library reads from metadata.

A line of JSON in is a document of CSVW, one out `{"columns"}`, or why it was refused.
"""

import json
import sys
import tempfile
from pathlib import Path
from urllib.parse import unquote

from csvw import Table


def verdict(document: dict) -> dict:
    """The headers of the columns, each of whose datatype could be understood."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "csv-metadata.json"
        path.write_text(json.dumps(document), encoding="utf-8")
        try:
            table = Table.from_file(path)
            columns = table.tableSchema.columns
            for column in columns:
                _ = column.inherit("datatype")
            return {"columns": [unquote(column.name) for column in columns]}
        except Exception as refused:
            return {"refused": f"{type(refused).__name__}: {refused}"}


for line in sys.stdin:
    print(json.dumps(verdict(json.loads(line)), ensure_ascii=False), flush=True)
