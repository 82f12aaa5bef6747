"""The reference pages say what the code says: options, commands, permissions, states, findings."""

import importlib.util
import json
from pathlib import Path
from typing import Any

import pytest

from odms.config.options import OPTIONS
from odms.engine.formats import FORMATS

ROOT = Path(__file__).resolve().parents[2]


def _tool() -> Any:
    """`tools/docs.py`, which writes these pages."""
    spec = importlib.util.spec_from_file_location("docs_tool", ROOT / "tools" / "docs.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


docs = _tool()


@pytest.mark.parametrize("name", docs.PAGES)
def test_page_is_what_the_code_says(name: str) -> None:
    assert (docs.REFERENCE / name).read_text(encoding="utf-8") == docs.page(name)


def test_the_published_schema_names_every_format() -> None:
    schema = json.loads((docs.REFERENCE / "inspection.schema.json").read_text(encoding="utf-8"))
    assert schema["$defs"]["report"]["properties"]["format"]["enum"] == list(FORMATS)


def test_every_command_and_every_parameter_has_words() -> None:
    silent = [
        f"{name} {parameter.name}".strip()
        for name, command in docs.commands()
        for parameter in [None, *command.params]
        if not (getattr(parameter, "help", "") if parameter else command.help)
    ]
    assert silent == []


def test_every_option_has_words() -> None:
    assert [name for name, option in OPTIONS.items() if not option.help] == []


def test_every_operation_of_the_api_has_words() -> None:
    silent = [
        f"{method} {path}"
        for path, operations in docs.api_description()["paths"].items()
        for method, operation in operations.items()
        if not operation.get("description")
    ]
    assert silent == []
