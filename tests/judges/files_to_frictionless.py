"""Run in the judges' environment: whether frictionless takes a schema, and a file keeps it.

A line of JSON in is `{"path", "schema", "encoding", "delimiter"}`, one out `{"metadata", "is_valid",
"faults"}`.
"""

import json
import sys
from collections import Counter
from pathlib import Path

from frictionless import FrictionlessException, Resource, Schema, system

system.trusted = True


def verdict(case: dict) -> dict:
    """Errors of the schema itself, and the kinds of fault in the file."""
    wrong = [error.note for error in Schema.metadata_validate(dict(case["schema"]))]
    path = Path(case["path"])
    try:
        file = Resource.from_descriptor(
            {
                "$schema": "https://datapackage.org/profiles/2.0/dataresource.json",
                "name": "t",
                "type": "table",
                "path": path.name,
                "scheme": "file",
                "format": "csv",
                "encoding": case["encoding"],
                "dialect": {"csv": {"delimiter": case["delimiter"]}},
                "schema": case["schema"],
            },
            basepath=str(path.parent),
        )
        report = file.validate(limit_errors=100_000)
    except FrictionlessException as refused:
        return {"metadata": wrong or [str(refused)], "is_valid": False, "faults": {}}
    faults = Counter(error.type for task in report.tasks for error in task.errors)
    return {"metadata": wrong, "is_valid": report.valid, "faults": dict(faults)}


for line in sys.stdin:
    print(json.dumps(verdict(json.loads(line)), ensure_ascii=False), flush=True)
