"""Pages of personal data and of what protects it."""

import json
import sys
from pathlib import Path
from typing import Any

from odms.definitions.messages import sentence
from reference.markdown import docstring, listed, table

FIGURES = Path(__file__).resolve().parents[2] / "tests" / "judges" / "personal_figures.json"


def protection_page() -> list[str]:
    """The protective measures from their modules, the risk, and the record of evidence."""
    from odms.definitions import national
    from odms.lake.protection import risk
    from odms.lake.protection.measures import MEASURES
    from odms.publication.evidence import FIELDS

    lines = ["# Measures of protection", "", *_PROTECTION, ""]
    lines += table(
        ["measure", "Thai", "what it does"],
        [
            [
                f"`{code}`",
                sentence(f"protection.measure.{code}", "th"),
                sentence(f"protection.does.{code}", "en"),
            ]
            for code in MEASURES
        ],
    )
    for measure in MEASURES.values():
        lines += _protective(measure)
    kinds = national("protection.yaml")["kinds"].items()
    rows = [[f"`{kind}`", ", ".join(f"`{code}`" for code in codes)] for kind, codes in kinds]
    lines += ["", "## What hides which kind of personal data", ""]
    lines += ["Besides `drop` and `mask`, which hide every kind:", ""]
    lines += table(["kind", "measures"], rows)
    lines += ["", "## Risk", "", *docstring(risk)]
    lines += ["", "## The record", "", *_RECORD, ""]
    return [*lines, *table(["field", "meaning"], [[f"`{k}`", v] for k, v in FIELDS.items()])]


def _protective(measure: Any) -> list[str]:
    """One measure: how it is done, what it fits, its parameters."""

    told = sentence(f"protection.measure.{measure.code}", "en")
    lines = ["", f"## `{measure.code}` · {told}", ""]
    lines += [sentence(f"protection.does.{measure.code}", "th"), ""]
    lines += docstring(sys.modules[(measure.sql or measure.change or _drop()).__module__])
    fits = "tables" if measure.is_of_table else ", ".join(sorted(measure.types or ["every type"]))
    meanings = f"; of {', '.join(sorted(measure.meanings))}" if measure.meanings else ""
    lines += ["", f"Fits: {fits}{meanings}."]
    rows = [
        [
            f"`{one.name}`",
            " or ".join(one.choices) or one.kind.__name__,
            "" if one.default is None else f"`{one.default}`",
            sentence(f"protection.parameter.{measure.code}.{one.name}", "en")
            + ("" if one.default is not None or one.is_optional else " (must be given)"),
        ]
        for one in measure.parameters
    ]
    return (
        [*lines, "", *table(["parameter", "type", "default", "meaning"], rows)] if rows else lines
    )


def _drop() -> Any:
    """The one measure that has no work of its own stands in this module."""
    from types import SimpleNamespace

    from odms.lake.protection import drop

    return SimpleNamespace(__module__=drop.__name__)


_PROTECTION = """What a steward may do to a table before it is released. One measure a column, and measures upon the
rows of the table; they are done in the order of this list. The original stays in the restricted
store ([decision 18](../decisions/0018-originals-apart.md)); the released version is built anew.

Source texts that stand beside a column (`<name>__source`) go with every measure upon it. The profile
of a column that was touched is measured from what is left, and of every column where rows went. The
hash of an original of which something was hidden is told to nobody outside, for with it a guess at
what was hidden could be tried.""".splitlines()


_RECORD = """For each released table: `measures.json` beside the version, the facts of the ledger's entry
`table.protected` (with the version's `table_key`, and numbers with a point as text), the page of the
approver, `/desk/cases/CASE/measures.json`, and the API's `/deliveries/ID/protection`. Before
publication it says what the measures would do. No value of any row and no secret is in it.""".splitlines()


def personal_data_page() -> list[str]:
    from odms.engine.meanings.meaning import label
    from odms.engine.meanings.personal import RECOGNISERS

    told = json.loads(FIGURES.read_text(encoding="utf-8"))
    lines = [
        "# Personal data",
        "",
        "What is looked for in columns, how it is told, and how well: one recogniser a kind, in",
        "`odms/engine/meanings/personal/`. Patterns and words are the country's, in",
        "`odms/definitions/th/` (`personal_data.yaml`, `meanings.yaml`, `name_prefixes.yaml`). A column",
        "has one kind, with its `n`, `share`, `verdict`, the sentence `how` and the grounds `basis`;",
        "longer texts may hold further kinds (`also`).",
        "",
        "| verdict | what it asks for |",
        "| --- | --- |",
        "| `certain` | drop or protect; it cannot be kept |",
        "| `likely` | drop or protect, or keep with a reason |",
        "| `possible` | a person looks at it: a single hit in a text, an office's address or telephone |",
        "",
        "A column is judged whole: an id by the share of its different values whose check digit is",
        "right (one random number in ten passes), a landline or an address by whether persons or",
        "offices stand beside it, a sensitive subject by whether a row is a person or a count. In longer",
        "texts single hits of chance level are possible, a few among many are nothing. Names of files,",
        "sheets and columns, titles and notes are read too (`personal_words`).",
        "",
        f"Figures: {told['columns']:,} columns of {told['sheets']} invented sheets, the held-out part of",
        "the labelled corpus (`tests/samples/personal.py`). A hit is a verdict of certain or likely.",
        "The corpus is made by those who made the recognisers: real columns are wilder. Names in it",
        "were written down by hand or put together from parts, apart from the lists that the engine",
        "reads; cases that nobody could decide (a passport number without a header) are left out.",
        "",
        "    .venv/bin/python tests/judges/test_personal.py --held-out",
        "",
        *table(
            ["kind", "right", "wrong", "missed", "precision", "recall"],
            [_figures(kind, score) for kind, score in _with_sum(told["scores"]).items()],
        ),
    ]
    for one in RECOGNISERS:
        lines += [
            "",
            f"## {one.kind}",
            "",
            f"{label(one.kind, 'en').capitalize()} · {label(one.kind, 'th')}",
        ]
        lines += ["", one.about["en"], "", one.about["th"], ""]
        rows = [
            ["headers", listed(one.headers.yes), listed(one.headers.no)],
            *([["values", listed(one.cells.yes), listed(one.cells.no)]] if one.sign else []),
        ]
        lines += table(["", "are", "are not"], rows)
    return lines


def _with_sum(scores: dict[str, dict[str, int]]) -> dict[str, dict[str, int]]:
    parts = ("right", "wrong", "missed")
    return scores | {"all": {part: sum(score[part] for score in scores.values()) for part in parts}}


def _figures(kind: str, score: dict[str, int]) -> list[str]:
    right, wrong, missed = score["right"], score["wrong"], score["missed"]
    precision = f"{right / (right + wrong):.3f}" if right + wrong else "–"
    recall = f"{right / (right + missed):.3f}" if right + missed else "–"
    return [f"`{kind}`", str(right), str(wrong), str(missed), precision, recall]
