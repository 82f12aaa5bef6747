"""The reference pages say what the code says: options, commands, permissions, states, findings."""

import importlib
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from odms.config.options import OPTIONS
from odms.engine.formats import FORMATS

ROOT = Path(__file__).resolve().parents[2]


def _tool(name: str) -> Any:
    """A module of `tools/`, where what writes these pages stands."""
    sys.path.insert(0, str(ROOT / "tools"))
    try:
        return importlib.import_module(name)
    finally:
        sys.path.pop(0)


docs, running = _tool("docs"), _tool("reference.running")


@pytest.mark.parametrize("name", docs.PAGES)
def test_page_is_what_the_code_says(name: str) -> None:
    assert (docs.REFERENCE / name).read_text(encoding="utf-8") == docs.page(name)


def test_the_published_schema_names_every_format() -> None:
    schema = json.loads((docs.REFERENCE / "inspection.schema.json").read_text(encoding="utf-8"))
    assert schema["$defs"]["report"]["properties"]["format"]["enum"] == list(FORMATS)


def test_every_command_and_every_parameter_has_words() -> None:
    silent = [
        f"{name} {parameter.name}".strip()
        for name, command in running.commands()
        for parameter in [None, *command.params]
        if not (getattr(parameter, "help", "") if parameter else command.help)
    ]
    assert silent == []


def test_every_option_has_words() -> None:
    assert [name for name, option in OPTIONS.items() if not option.help] == []


def test_every_operation_of_the_api_has_words() -> None:
    silent = [
        f"{method} {path}"
        for path, operations in running.api_description()["paths"].items()
        for method, operation in operations.items()
        if not operation.get("description")
    ]
    assert silent == []
