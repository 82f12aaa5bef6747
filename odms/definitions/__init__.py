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

from odms.errors import Invalid

ROOT = Path(__file__).parent


def country() -> str:
    """The folder of national choices in use, by default `th`. Raises Invalid for one not there."""
    return _checked(os.environ.get("ODMS_COUNTRY", "th"))


@cache
def document(name: str) -> Any:
    """The YAML document `name` (`messages/engine.yaml`, `th/licences.yaml`), read once.

    Callers share the object and must not change it.
    """
    return yaml.safe_load((ROOT / name).read_text(encoding="utf-8"))


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
