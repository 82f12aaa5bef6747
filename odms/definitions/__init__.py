"""Definitions: what is data and not code, as YAML and CSV beside this module.

`th/` holds the national choices (codes, calendar, licences, agencies, words, personal-data
patterns); another country is another folder, named by `ODMS_COUNTRY`.
"""

import csv
import os
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from odms.definitions import shapes
from odms.errors import Invalid

ROOT = Path(__file__).parent


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """YAML of plain values, in which a key that is repeated is a mistake and not the last wins."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        found: dict[Any, Any] = super().construct_mapping(node, deep=deep)
        if len(found) < len(node.value):
            keys = [key.value for key, _ in node.value]
            repeated = next(key for i, key in enumerate(keys) if key in keys[:i])
            raise ValueError(f"the key {repeated} is repeated{node.start_mark}")
        return found


def country() -> str:
    """The folder of national choices in use, by default `th`. Raises Invalid for one not there."""
    return _checked(os.environ.get("ODMS_COUNTRY", "th"))


@cache
def document(name: str) -> Any:
    """The YAML document `name` (`messages/engine.yaml`, `th/licences.yaml`), read once.

    Callers share the object and must not change it. Raises ValueError, with file and key, where it
    has not the shape that `shapes` tells.
    """
    with (ROOT / name).open(encoding="utf-8") as text:
        found = yaml.load(text, _Loader)  # noqa: S506 - plain values, as the safe loader reads
    shapes.check(name, found)
    return found


@cache
def table(name: str) -> tuple[dict[str, str], ...]:
    """The rows of the CSV table `name` (`th/provinces.csv`), read once, all values text."""
    with (ROOT / name).open(encoding="utf-8", newline="") as lines:
        return tuple(csv.DictReader(lines))


def national(name: str) -> Any:
    """The YAML document `name` of the country in use."""
    return document(f"{country()}/{name}")


def national_table(name: str) -> tuple[dict[str, str], ...]:
    """The CSV table `name` of the country in use."""
    return table(f"{country()}/{name}")


@cache
def _checked(name: str) -> str:
    if name not in {folder.parent.name for folder in ROOT.glob("*/licences.yaml")}:
        raise Invalid("definitions.no_such_country", name=name)
    return name
