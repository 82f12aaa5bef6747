"""Run in an environment that has frictionless: what it finds in tables held against schemas.

Reads one JSON object a line, `{"rows", "schema"}`, and answers one list a line: row (1 = header),
field (null where the fault is of a row or the header), type of the error; or why it raised.
"""

import json
import sys

from frictionless import FrictionlessException, Resource, system

system.trusted = True


def verdict(rows: list, schema: dict) -> dict:
    """What frictionless finds in one table."""
    try:
        profile = "https://datapackage.org/profiles/2.0/dataresource.json"
        table = Resource.from_descriptor(
            {"$schema": profile, "name": "t", "type": "table", "data": rows, "schema": schema}
        )
        report = table.validate(limit_errors=100_000)
    except FrictionlessException as refused:
        return {"refused": str(refused)}
    found = []
    for task in report.tasks:
        found += [
            [one.type, one.note]
            for one in task.errors
            if not hasattr(one, "labels") and not hasattr(one, "row_number")
        ]
        found += [
            _told(one)
            for one in task.errors
            if hasattr(one, "labels") or hasattr(one, "row_number")
        ]
    return {"found": found}


def _told(error: object) -> list:
    kind = error.type
    if hasattr(error, "labels"):
        return [1, getattr(error, "field_name", None) or getattr(error, "label", None), kind]
    name = getattr(error, "field_name", None)
    if kind in ("primary-key", "foreign-key", "blank-row"):
        name = None
    return [error.row_number, name, kind]


for line in sys.stdin:
    case = json.loads(line)
    print(json.dumps(verdict(case["rows"], case["schema"]), ensure_ascii=False), flush=True)
