"""An inventory as CKAN of the country exchanges it: package dicts with Thai labels.

What a package says and no field takes is kept with the entry and written again.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from odms.errors import Unreadable
from odms.inventory.rules import RECORD, Found, Trouble, is_empty, read_all
from odms.inventory.workbook import Line
from odms.standards import ckan
from odms.standards.record import Record

# our fields that the country's schema has no name for: they stand among the package's extras
_EXTRAS = {
    "held_in": "held_in",
    "has_personal_data": "has_personal_data",
    "n_rows": "n_rows",
    "is_candidate": "open_data_candidate",
    "candidate_reason": "open_data_candidate_reason",
    "owner_email": "data_owner_email",
    "title_en": "title_en",
    "description_en": "notes_en",
    "period_start": "period_start",
    "period_end": "period_end",
    "columns": "columns",
}
# what CKAN says of its own keeping of a package; another catalogue says its own
_HOUSE = {
    "id", "creator_user_id", "isopen", "metadata_created", "metadata_modified", "num_resources",
    "num_tags", "organization", "owner_org", "private", "relationships_as_object",
    "relationships_as_subject", "state", "type", "license_title", "license_url",
}  # fmt: skip
_ANSWERS = ("result", "results")  # where the packages stand in an answer of the Action API


def write(line: Line, *, organization: Mapping[str, Any]) -> dict[str, Any]:
    """The package of an entry. `organization` is its agency as CKAN knows it."""
    kept = line.extra.get("ckan", {})
    record = Record.from_dict({name: line.values[name] for name in RECORD if name in line.values})
    told = ckan.to_fields(record)
    if not record.theme:
        told.pop("groups")
    unread = _unread(line)
    return {
        "groups": [],
        "resources": [],
        "name": f"inventory-{line.key.lower()}"[:100],
        **kept,
        **{name: value for name, value in told.items() if name not in unread or value},
        **{name: value for name, value in unread.items() if not told.get(name)},
        "id": line.key,
        "organization": dict(organization),
        "owner_org": organization["id"],
        "private": True,
        "state": "active",
        "type": "dataset",
        "extras": _extras(line, kept),
    }


def read_file(content: bytes, name: str) -> tuple[list[Found], list[Trouble]]:
    """The packages of a list, of an answer of `package_search` or `package_show`, or of JSON lines.

    Raises Unreadable for what is none of these.
    """
    found: list[Found] = []
    troubles: list[Trouble] = []
    for row, package in enumerate(_packages(content, name), start=1):
        if not isinstance(package, dict):
            troubles.append(Trouble(row, "", str(package)[:300], "inventory.not_a_package"))
            continue
        one, lacking = _read(row, package)
        found.append(one)
        troubles += lacking
    if not found:
        raise Unreadable("inventory.no_packages", name=name)
    return found, troubles


def _packages(content: bytes, name: str) -> Iterator[Any]:
    try:
        text = content.decode("utf-8-sig")
        try:
            document = json.loads(text)
        except ValueError:
            document = [json.loads(line) for line in text.splitlines() if line.strip()]
    except (ValueError, RecursionError):
        raise Unreadable("inventory.not_json", name=name) from None
    for part in _ANSWERS:
        if isinstance(document, dict) and part in document:
            document = document[part]
    yield from document if isinstance(document, list) else [document]


def _read(row: int, package: dict[str, Any]) -> tuple[Found, list[Trouble]]:
    raw, rest = ckan.from_package(package)
    kept = {name: value for name, value in rest.items() if name not in _HOUSE}
    own, others = _own(package.get("extras") or [])
    kept["extras"] = others
    columns = own.pop("columns", None)
    values, troubles = read_all(raw | own)
    unread = {trouble.item: raw.get(trouble.item, trouble.value) for trouble in troubles}
    extra = {"ckan": {name: value for name, value in kept.items() if value not in (None, "", [])}}
    if unread:
        extra["unread"] = unread
    key = str(package.get("id") or package.get("name") or "")[:400]
    told = [replace(trouble, row=row) for trouble in troubles]
    return Found(key, values, _columns(columns), extra, row), told


def _own(extras: Any) -> tuple[dict[str, Any], list[Any]]:
    """Our fields among a package's extras, and the extras of others."""
    names = {theirs: ours for ours, theirs in _EXTRAS.items()}
    own: dict[str, Any] = {}
    others = []
    for one in extras if isinstance(extras, list) else []:
        ours = names.get(one.get("key", "")) if isinstance(one, dict) else None
        if ours:
            own[ours] = one.get("value")
        else:
            others.append(one)
    return own, others


def _columns(told: Any) -> list[dict[str, Any]] | None:
    """The columns that an extra tells as JSON; None where it tells none."""
    try:
        found = json.loads(told) if isinstance(told, str) else None
    except ValueError:
        return None
    is_list = isinstance(found, list) and all(
        isinstance(one, dict) and isinstance(one.get("name"), str) for one in found
    )
    return found if is_list else None


def _extras(line: Line, kept: Mapping[str, Any]) -> list[Any]:
    """Our own fields as CKAN's extras, texts all, after those that came with the package."""
    told = []
    for ours, theirs in _EXTRAS.items():
        value = line.values.get(ours)
        if not is_empty(value):
            text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
            told.append({"key": theirs, "value": text})
    return [*kept.get("extras", []), *told]


def _unread(line: Line) -> dict[str, Any]:
    """Texts that were not understood, under the names that they came by."""
    names = ckan.NAMES
    unread = line.extra.get("unread", {})
    return {names[ours]: value for ours, value in unread.items() if ours in names}
