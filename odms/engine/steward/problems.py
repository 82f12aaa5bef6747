"""Findings put together: one problem for each code in each column, with counts that add up."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from odms.definitions import messages

SEVERITIES = ("error", "warning", "info")
CELLS_TOLD = 50
SENTENCES_TOLD = 3

# Personal data has a part of the report to itself.
_APART = frozenset({"engine.personal_data"})
# What is told value by value up to a bound is told of the rest under a code of its own.
_REST_OF = {
    "engine.more_values_not_of_type": "engine.value_not_of_type",
    "engine.more_digits_lost": "engine.digits_lost",
    "engine.more_name_not_in_list": "engine.name_not_in_list",
    "engine.more_code_not_in_list": "engine.code_not_in_list",
}


def problems(report: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The problems of a file, the gravest first, in the order of the file within a severity.

    `n` adds up what the findings count, `n_cells` their cells, of which `cells` are the first.
    `sentences` are the first different ones, `n_sentences` how many there are.
    """
    groups: dict[tuple[int | None, str, str | None], list[Mapping[str, Any]]] = {}
    for place, finding in _findings(report):
        key = (place, _REST_OF.get(finding["code"], finding["code"]), finding["column"])
        groups.setdefault(key, []).append(finding)
    told = [_problem(*key, group) for key, group in groups.items()]
    return sorted(told, key=lambda one: SEVERITIES.index(one["severity"]))


def counts(told: Sequence[Mapping[str, Any]]) -> dict[str, dict[str, int]]:
    """By severity: how many problems, and how many things they count."""
    return {
        severity: {
            "problems": sum(one["severity"] == severity for one in told),
            "n": sum(one["n"] for one in told if one["severity"] == severity),
        }
        for severity in SEVERITIES
    }


def _findings(report: Mapping[str, Any]) -> Iterator[tuple[int | None, Mapping[str, Any]]]:
    for finding in report["findings"]:
        yield None, finding
    for place, table in enumerate(report["tables"]):
        for finding in table["findings"]:
            if finding["code"] not in _APART:
                yield place, finding


def _problem(
    place: int | None, code: str, column: str | None, group: list[Mapping[str, Any]]
) -> dict[str, Any]:
    cells = sorted((cell for finding in group for cell in finding["cells"]), key=_in_order)
    sentences = list({finding["message"]["th"]: finding["message"] for finding in group}.values())
    return {
        "code": code,
        "severity": group[0]["severity"],
        "table": place,
        "column": column,
        "n": sum(finding["n"] for finding in group),
        "n_cells": sum(finding["n_cells"] for finding in group),
        "cells": cells[:CELLS_TOLD],
        "sentences": sentences[:SENTENCES_TOLD],
        "n_sentences": len(sentences),
        "fix": messages.catalogue()[code].get("fix"),
    }


def _in_order(cell: Mapping[str, Any]) -> tuple[int, int]:
    """The order of the source; what is about a whole row or column comes before its cells."""
    row, column = cell["row"], cell["column_index"]
    return -1 if row is None else row, -1 if column is None else column
