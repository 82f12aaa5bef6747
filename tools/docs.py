"""Write the pages of docs/reference/ that are made from the code, or check that they still hold.

Also walks every Markdown page of the repository and reports links that lead nowhere.
"""

import json
import os
import re
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import django
import typer

from odms.catalogue.rules import DATASET_STATES
from odms.cli.main import app
from odms.config.options import OPTIONS
from odms.definitions import document
from odms.definitions.messages import VALIDATORS, catalogue, equals, sentence
from odms.engine.formats import FAMILIES, FORMATS, about
from odms.engine.formats.unpacking import LIMITS
from odms.engine.repairs import KINDS, repair_of
from odms.harvest import rules as harvest
from odms.intake.rules import DELIVERY_STATES
from odms.people.rules import PERMISSIONS, SECTORS, applications, notices, sectors, webhooks
from odms.publication.planning import PLAN_DEEDS
from odms.publication.rules import CASE_STATES, TRANSITIONS
from odms.standards.readers import KINDS as KINDS_READ
from odms.standards.sayings import LOSSES, sayings
from odms.voice import rules as voice

ROOT = Path(__file__).resolve().parent.parent
REFERENCE = ROOT / "docs" / "reference"
FIGURES = ROOT / "tests" / "judges" / "personal_figures.json"
MADE = "*This page is made by `make docs` from the code; change it there.*"


def table(head: list[str], rows: list[list[str]]) -> list[str]:
    """A Markdown table; bars inside cells are escaped."""
    lines = [head, ["---"] * len(head), *rows]
    return [
        "| " + " | ".join(str(cell).replace("|", "\\|") for cell in line) + " |" for line in lines
    ]


def options_page() -> list[str]:
    rows = [
        [f"`{o.name}`", f"`{o.default}`" if o.default else "", o.help] for o in OPTIONS.values()
    ]
    return [
        "# Options",
        "",
        "Every option is a variable of the environment. `odms options` prints those in force.",
        "",
        *table(["option", "default", "what it does"], rows),
    ]


def commands_page() -> list[str]:
    lines = ["# Commands", "", "`odms COMMAND --help` says the same at the terminal."]
    for name, command in commands():
        lines += ["", f"## odms {name}", "", *(command.help or "").strip().splitlines(), ""]
        rows = [_parameter(parameter) for parameter in command.params if parameter.name != "help"]
        lines += (
            table(["argument or option", "default", "meaning"], rows) if rows else ["No options."]
        )
    return lines


def permissions_page() -> list[str]:
    rows = [[f"`{deed}`", ", ".join(parts)] for deed, parts in PERMISSIONS.items()]
    return [
        "# Permissions",
        "",
        "Who may do what. `steward`, `approver` and `auditor` hold for the agency in which a person",
        "has the role; `admin` and `centre-auditor` are the centre's. Things of other agencies do",
        "not exist for a person: the answer is 404.",
        "",
        *table(["deed", "who may"], rows),
    ]


def states_page() -> list[str]:
    arrows = [
        f"    {before} --> {move.after}: {deed}"
        for deed, move in TRANSITIONS.items()
        for before in move.before
    ]
    rows = [
        [
            f"`{deed}`",
            ", ".join(move.before),
            move.after,
            f"`{move.permission}`",
            "yes" if move.by_another else "",
            "yes" if move.needs_reason else "",
        ]
        for deed, move in TRANSITIONS.items()
    ]
    return [
        "# States",
        "",
        "A case carries one proposal to publish, from draft to published.",
        "",
        *["```mermaid", "stateDiagram-v2", "    [*] --> draft", *arrows, "```", ""],
        *table(["deed", "from", "to", "permission", "by another person", "needs a reason"], rows),
        "",
        f"Case: {', '.join(f'`{state}`' for state in CASE_STATES)}.",
        f"Dataset: {', '.join(f'`{state}`' for state in DATASET_STATES)}.",
        f"Delivery: {', '.join(f'`{state}`' for state in DELIVERY_STATES)}.",
        *application_states(),
        *plan_states(),
        *voice_states("A request for data", "new", voice.REQUEST_DEEDS, voice.REQUEST_NOTICES),
        *voice_states("Feedback", "open", voice.FEEDBACK_DEEDS, voice.FEEDBACK_NOTICES),
        *harvest_states("Source elsewhere", "proposed", harvest.SOURCE_DEEDS),
        *harvest_states("Run over a source", "waiting", harvest.RUN_DEEDS),
        "",
        f"Schedules of a source: {', '.join(f'`{code}`' for code in harvest.SCHEDULES)}. A run ends",
        f"{harvest.DEADLINE} hours after it began at the latest.",
    ]


def harvest_states(name: str, first: str, deeds: dict[str, harvest.Move]) -> list[str]:
    """The diagram and the table of a source, or of a run over it."""
    arrows = [
        f"    {before} --> {move.after}: {deed}"
        for deed, move in deeds.items()
        for before in move.before
    ]
    told = {deed: ", ".join(news.to) for deed, news in harvest.NOTICES.items()}
    rows = [
        [
            f"`{deed}`",
            ", ".join(move.before),
            move.after,
            f"`{move.permission}`",
            "yes" if move.needs_reason else "",
            told.get(deed, ""),
        ]
        for deed, move in deeds.items()
    ]
    return [
        "",
        f"## {name}",
        "",
        *["```mermaid", "stateDiagram-v2", f"    [*] --> {first}", *arrows, "```", ""],
        *table(["deed", "from", "to", "permission", "needs a reason", "told"], rows),
    ]


def plan_states() -> list[str]:
    """The diagram and the table of an item of a plan."""
    moving = {deed: move for deed, move in PLAN_DEEDS.items() if move.after}
    arrows = [
        f"    {before} --> {move.after}: {deed}"
        for deed, move in moving.items()
        for before in move.before
    ]
    rows = [
        [
            f"`{deed}`",
            ", ".join(move.before),
            move.after or "",
            f"`{move.permission}`" if deed != "publish" else "the system",
            "yes" if move.needs_reason else "",
        ]
        for deed, move in PLAN_DEEDS.items()
    ]
    return [
        "",
        "## Item of a plan",
        "",
        *["```mermaid", "stateDiagram-v2", "    [*] --> proposed", *arrows, "```", ""],
        *table(["deed", "from", "to", "permission", "needs a reason"], rows),
    ]


def application_states() -> list[str]:
    """The diagram and the table of an organisation's application."""
    arrows = [
        f"    {before} --> {move.after}: {deed}"
        for deed, move in applications.TRANSITIONS.items()
        for before in move.before
    ]
    rows = [
        [f"`{deed}`", ", ".join(move.before), move.after, f"`{move.permission}`", move.text]
        for deed, move in applications.TRANSITIONS.items()
    ]
    ticks = [
        [sector, ", ".join(f"`{check}`" for check in needed)]
        for sector, needed in applications.NEEDED_CHECKS.items()
    ]
    return [
        "",
        "## Application of an organisation",
        "",
        *["```mermaid", "stateDiagram-v2", "    [*] --> submitted", *arrows, "```", ""],
        *table(["deed", "from", "to", "permission", "needs words"], rows),
        "",
        "What must be checked before it is verified; with a website of a company or civil group also",
        "`domain`. Where a note says how it was found out otherwise, these may stay without a tick:",
        f"{', '.join(f'`{check}`' for check in applications.EXPLAINED)}.",
        "",
        *table(["sector", "checked"], ticks),
    ]


def notices_page() -> list[str]:
    kinds = [
        [f"`{kind}`", sentence(f"people.kind.{kind}", "en"), pace]
        for kind, pace in notices.KINDS.items()
    ]
    codes = [code for code in sorted(catalogue()) if ".notice." in code]
    events = [[f"`{event}`", sentence(f"ledger.verb.{event}", "en")] for event in webhooks.EVENTS]
    pauses = ", ".join(str(pause) for pause in notices.PAUSES)
    return [
        "# Notices",
        "",
        "News to people, by page, by e-mail and to machines.",
        "",
        *table(["kind", "of what", "letters by default"], kinds),
        "",
        f"Paces: {', '.join(f'`{pace}`' for pace in notices.PACES)}. A failed letter or call is tried",
        f"again after {pauses} hours, minutes and seconds, and then given up.",
        "",
        *table(["code", "sentence"], [[f"`{code}`", catalogue()[code]["en"]] for code in codes]),
        "",
        "## Events of webhooks",
        "",
        *table(["event", "what happened"], events),
        "",
        f"Headers: `{webhooks.EVENT_HEADER}`, `{webhooks.DELIVERY_HEADER}` (the same at every try) and",
        f"`{webhooks.SIGNATURE_HEADER}`: `t=SECONDS,v1=HEX`, where HEX is HMAC-SHA256 of `SECONDS.BODY`",
        "with the webhook's secret.",
    ]


def sectors_page() -> list[str]:
    rows = [
        [
            f"`{code}`",
            *("yes" if sectors.binds(code, one) else "" for one in SECTORS),
            sectors.reason(code, "en"),
        ]
        for code in sectors.binding("state")
    ]
    return [
        "# Sectors",
        "",
        "Which of the sixteen processes bind a publisher, by its sector, and why.",
        "",
        *table(["process", *SECTORS, "why"], rows),
    ]


def voice_states(
    name: str,
    first: str,
    deeds: dict[str, voice.Transition],
    notices: dict[str, voice.News],
) -> list[str]:
    """The diagram and the table of what people ask for, or say."""
    arrows = [
        f"    {before} --> {move.after}: {deed}"
        for deed, move in deeds.items()
        for before in move.before
    ]
    rows = [
        [
            f"`{deed}`",
            ", ".join(move.before),
            move.after,
            f"`{move.permission}`",
            move.needs,
            ", ".join(notices[deed].to),
        ]
        for deed, move in deeds.items()
    ]
    return [
        "",
        f"## {name}",
        "",
        *["```mermaid", "stateDiagram-v2", f"    [*] --> {first}", *arrows, "```", ""],
        *table(["deed", "from", "to", "permission", "needs", "told"], rows),
    ]


def formats_page() -> list[str]:
    """The formats that are read, and how: the words of each reader's own module."""
    lines = [
        "# Formats",
        "",
        "What is read as tables. The bytes decide which format a file is in; its name decides only",
        "where the bytes leave a choice. `format` in the JSON of `odms inspect` is the code below.",
        "",
        *table(["family", "endings"], [[name, " ".join(FAMILIES[name])] for name in FAMILIES]),
    ]
    modules = dict.fromkeys(FORMATS.values())
    for module in modules:
        codes = [code for code, of in FORMATS.items() if of == module]
        lines += ["", f"## {', '.join(f'`{code}`' for code in codes)}", "", about(codes[0])]
    limits = asdict(LIMITS)
    rows = [[f"`{name}`", f"{value:,}"] for name, value in limits.items()]
    return [*lines, "", "## Limits of archives", "", *table(["limit", "value"], rows)]


def findings_page() -> list[str]:
    rows = [
        [
            f"`{code}`",
            entry["severity"],
            entry["th"],
            entry["en"],
            _both(entry.get("fix")),
            ", ".join(f"[`{repair}`](repairs.md)" for repair in entry.get("repairs", ())),
            *(", ".join(f"`{theirs}`" for theirs in entry.get(v, ())) for v in VALIDATORS),
        ]
        for code, entry in sorted(catalogue().items())
        if "severity" in entry
    ]
    return [
        "# Findings",
        "",
        "What the engine can say about a file, by code. Values in braces are filled in.",
        "",
        "`row` counts from 0 and names the first row; `cells` are the first places it is about, as",
        "the source shows them (C14 of a sheet, the line of a text), and `n_cells` counts them all.",
        "",
        *table(
            ["code", "severity", "Thai", "English", "how to mend it", "repairs", *VALIDATORS],
            rows,
        ),
        *(line for validator in VALIDATORS for line in _equals(validator)),
    ]


def _equals(validator: str) -> list[str]:
    """The codes of another validator, with ours, or why there is none."""
    told = document(f"checks/{validator}.yaml")
    rows = [
        [
            f"`{theirs}`",
            ", ".join(f"`{code}`" for code in ours) or f"none: {told[theirs]['why']}",
        ]
        for theirs, ours in equals(validator).items()
    ]
    return ["", f"## Codes of {validator}", "", *table([f"{validator}", "here"], rows)]


def repairs_page() -> list[str]:
    """Every repair, when it takes part, its parameters, and the findings that it mends."""
    mends: dict[str, list[str]] = {}
    for code, entry in sorted(catalogue().items()):
        for repair in entry.get("repairs", ()):
            mends.setdefault(repair, []).append(f"`{code}`")
    rows = [
        [
            f"`{code}`",
            catalogue()[f"repair.{code}"]["th"],
            catalogue()[f"repair.{code}"]["en"],
            catalogue()[f"repair.about.{code}"]["en"],
            kind,
            ", ".join(
                f"`{name}`: {_of_parameter(k)}" for name, k in repair_of(code).PARAMETERS.items()
            ),
            ", ".join(mends.get(code, ())),
        ]
        for code, kind in KINDS.items()
    ]
    return [
        "# Repairs",
        "",
        "What a recipe may say. A recipe is a list of steps, each with `repair`, `table` (its place in",
        "the file, from 0), `column` (none for the whole table) and `parameters`. The file is read",
        "again from its bytes, which stay as they came; every change stands in the log.",
        "",
        "Steps of the kinds `reading`, `layout` and `file` take part while the file is read, wherever",
        "they stand in the recipe; those of the kind `table` follow one another. A parameter that",
        "ends in `?` may be missing. How to use them: [Mend a file](../how-to/mend-a-file.md).",
        "",
        *table(["repair", "Thai", "English", "what it does", "kind", "parameters", "mends"], rows),
        "",
        "The log is a Parquet file beside the table: `step` and `repair`, `row` and `column_index` of",
        "the source from 0, `ref` (C14; 14:14 for a row that was taken out, C:C for a column), the",
        "`column`, and the text `before` and `after`. A row that was taken out has its cells as JSON",
        "in `before`. Once rows are turned round (`unpivot_years`, `join_sheets`) rows are numbered",
        "anew, and there are no references.",
    ]


def _of_parameter(kind: str) -> str:
    """The kind of a parameter in words: a list of values, or what it must be."""
    named = {
        "text": "a text",
        "number": "a whole number",
        "rows": "rows, from 0",
        "names": "texts by text",
    }
    marks = {"\t": "tab", " ": "blank", "": "bar"}
    if kind in named:
        return named[kind]
    return " or ".join(marks.get(word, word) for word in dict.fromkeys(kind.split("|")))


def refusals_page() -> list[str]:
    rows = [
        [f"`{code}`", entry["th"], entry["en"]]
        for code, entry in sorted(catalogue().items())
        if "severity" not in entry
    ]
    return [
        "# Refusals, notices and labels",
        "",
        "Sentences by code. An HTTP refusal carries its code in `code` of the problem document.",
        "",
        *table(["code", "Thai", "English"], rows),
    ]


def api_page() -> list[str]:
    """The operations and fields of version 1, from its OpenAPI description."""
    told = api_description()
    lines = [
        "# API",
        "",
        "`/api/v1/openapi.json` says the same to machines. No key is needed to read. Errors are",
        "problem documents (RFC 9457) with `code` and a sentence in Thai and English.",
    ]
    for path, operations in told["paths"].items():
        for method, operation in operations.items():
            lines += ["", f"## {method.upper()} {path}", "", *_operation(operation)]
    lines += ["", "## Fields"]
    for name, schema in sorted(told["components"]["schemas"].items()):
        rows = [
            [f"`{field}`", _kind(about), about.get("description", "")]
            for field, about in schema.get("properties", {}).items()
        ]
        if rows:
            lines += ["", f"### {name}", "", *table(["field", "type", "meaning"], rows)]
    return lines


def protection_page() -> list[str]:
    """The protective measures from their modules, the risk, and the record of evidence."""
    from odms.definitions import national
    from odms.definitions.messages import sentence
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
    lines += ["", "## Risk", "", *_docstring(risk)]
    lines += ["", "## The record", "", *_RECORD, ""]
    return [*lines, *table(["field", "meaning"], [[f"`{k}`", v] for k, v in FIELDS.items()])]


def _protective(measure: Any) -> list[str]:
    """One measure: how it is done, what it fits, its parameters."""
    from odms.definitions.messages import sentence

    told = sentence(f"protection.measure.{measure.code}", "en")
    lines = ["", f"## `{measure.code}` · {told}", ""]
    lines += [sentence(f"protection.does.{measure.code}", "th"), ""]
    lines += _docstring(sys.modules[(measure.sql or measure.change or _drop()).__module__])
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


def _docstring(module: Any) -> list[str]:
    return (module.__doc__ or "").strip().splitlines()


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


def sql_page() -> list[str]:
    listed = document("sql.yaml")
    rows = [
        [group, ", ".join(f"`{name}`" for name in names)]
        for group, names in listed["functions"].items()
    ]
    tables = ", ".join(f"`{name}`" for name in listed["table_functions"])
    return [
        "# SQL",
        "",
        "The functions that a [question in SQL](../how-to/ask-in-sql.md) may call. There are no others;",
        "what each does stands in DuckDB's own documentation.",
        "",
        *table(["of", "functions"], rows),
        "",
        f"In the place of a table: {tables}.",
    ]


def quality_page() -> list[str]:
    """The measures of quality by dimension, with formula, inputs and weight."""
    from odms.definitions import national

    rules = national("quality.yaml")
    lines = [*_QUALITY, ""]
    lines += table(
        ["band", "from", "Thai"],
        [[band["en"], f"{band['least']:g}", band["th"]] for band in rules["bands"]],
    )
    for code, dimension in rules["dimensions"].items():
        lines += ["", f"## {dimension['en']} ({dimension['th']})", ""]
        lines += [
            f"{dimension['about_en']}. {dimension['about_th']} Weight {dimension['weight']:g}."
        ]
        for name, told in rules["measures"].items():
            if told["dimension"] == code:
                lines += _measure(name, told)
    formats = [[f"`{name}`", f"{value:g}"] for name, value in rules["formats"].items()]
    return [*lines, "", "## Formats", "", *table(["format", "worth"], formats)]


_QUALITY = """# Quality

The quality of a delivered file in the six dimensions of the national guideline. Each dimension has
named measures; each measure is a share of things that are as they should be, told as 0 to 100
points. `definitions/th/quality.yaml` declares them; `odms report FILE` prints them.

- **What is not known is not measured.** It weighs nothing and is told as not measured. A file alone
  shows nothing of relevancy, links or its licence; the centre hands those in where it knows them.
- A dimension is the weighted mean of its measured measures; the whole is the weighted mean of the
  dimensions of which something was measured. `measured` tells which part of all weight that is. With
  less than `least_measured` of it there is no band. Why a mean:
  [decision 19](../decisions/0019-quality-as-weighted-means.md).
- Every measure tells its derivation: `good` of `of`, and the columns where most is to be mended. Of
  ages, `good` is the promised period and `of` the age, in days.
- `next` lists what would raise the whole, the most points for a minute first. `gain` is exact: the
  points that the whole gains when that measure alone is mended. `minutes` is our estimate from the
  table below, fixed and for each place; it only orders the list.
- The weights are this house's. They are no official marking of the guideline.
""".splitlines()


def scores_page() -> list[str]:
    """The scores by which catalogues are compared: their bands, metrics and points."""
    from odms.definitions import document
    from odms.standards.scoring import FRAMEWORKS

    lines = [*_SCORES]
    for code in FRAMEWORKS[:2]:
        told = document(f"frameworks/{code}.yaml")
        lines += ["", f"## {told['source']['en']} (`{code}`)", "", f"{told['of']} points.", ""]
        lines += table(
            ["band", "from", "Thai"],
            [[band["en"], f"{band['from']:g}", band["th"]] for band in told["bands"]],
        )
        lines += ["", *_metrics(told)]
    return lines


def _metrics(told: dict[str, Any]) -> list[str]:
    names = told["dimensions"]
    if "weights" in told:
        head = ["part", "weight", "Thai"]
        rows = [[names[c]["en"], f"{w:.0%}", names[c]["th"]] for c, w in told["weights"].items()]
        return table(head, rows)
    head = ["metric", "dimension", "of", "points", "what earns them", "Thai"]
    return table(
        head,
        [
            [
                f"`{one['code']}`",
                names[one["dimension"]]["en"],
                one["asked"],
                str(one["points"]),
                one["en"],
                one["th"],
            ]
            for one in told["metrics"]
        ],
    )


_SCORES = """# Scores

How datasets of every catalogue are scored, delivered and gathered ones alike
(`odms.standards.scoring`), from what is said of them and what was seen of their files. Four scores
stand beside each other; none is made of another.

- `mqa` and `nso` are below. Metrics of files count by the best file of a dataset. An address that was
  not asked yet earns nothing, and the mark says that it is not whole; `nso` says nothing before the
  first check. A catalogue, an agency or a source has the mean of its datasets.
- `stars`: five stars (5stardata.info). Without an open licence there is none; then the best format
  counts, by `definitions/th/openness.yaml`.
- `items`: how many of the fourteen mandatory items of the Thai standard are there and well formed.
- The cheapest next points are those that take the fewest minutes each; minutes are this house's
  estimate and order the list only.
- Public datasets are scored within a minute after they changed or a link of theirs answered otherwise,
  and all each night. Agencies, sources and the centre have the mean of theirs. A history has a row
  for each day on which points or grade changed.
- Where: the pages of datasets and agencies; `/api/v1/datasets/{slug}/scores` (MQA also as W3C DQV),
  `/api/v1/agencies/{slug}/scores`, `/api/v1/scores`, each with `/history` as JSON or CSV;
  `odms scores`. What the centre says of its own files (their size) is nobody's next step.
""".splitlines()


def _measure(code: str, told: dict[str, Any]) -> list[str]:
    minutes = f"{told['minutes']['fixed']:g} + {told['minutes']['each']:g} a place"
    rows = [
        ["formula", f"{told['formula_en']}. {told['formula_th']}"],
        ["in signs", f"`{told['math']}`"],
        ["inputs", ", ".join(f"`{name}`" for name in told["inputs"])],
        ["told by", told["from"]],
        ["findings", ", ".join(f"`{name}`" for name in told.get("findings", ()))],
        ["weight in its dimension", f"{told['weight']:g}"],
        ["minutes to mend", minutes],
        ["how to mend", f"{told['mend_en']}. {told['mend_th']}"],
    ]
    head = f"### {told['en']} ({told['th']})"
    return ["", head, "", *table([f"`{code}`", ""], [row for row in rows if row[1]])]


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
            ["headers", _listed(one.headers.yes), _listed(one.headers.no)],
            *([["values", _listed(one.cells.yes), _listed(one.cells.no)]] if one.sign else []),
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


def _listed(texts: tuple[str, ...]) -> str:
    return ", ".join(f"`{text if len(text) < 50 else text[:40] + '…'}`" for text in texts)


def ckan_page() -> list[str]:
    """Every action of CKAN's API that is answered here."""
    from odms.api.ckan.actions import ACTIONS

    rows = [
        [
            f"`{name}`",
            ", ".join(f"`{one}`" for one in action.parameters),
            "yes" if action.writes else "",
            " ".join(action.help.split()),
        ]
        for name, action in sorted(ACTIONS.items())
    ]
    return [
        "# Actions of CKAN",
        "",
        "CKAN's Action API as version 2.12 answers it, at `/api/3/action/NAME` and `/api/action/NAME`,",
        "by GET or POST; what writes takes POST alone, with a token in `Authorization` or",
        "`X-CKAN-API-Key`. How they fit into the approval by people, and what is read of a query:",
        "[load and read with CKAN's clients](../how-to/load-with-ckan-clients.md).",
        "",
        *table(["action", "parameters", "writes", "what it does"], rows),
    ]


def standards_page() -> list[str]:
    lines = [
        "# Standards",
        "",
        "A dataset is described once, in the fields below, and written in every standard from there;",
        "catalogues elsewhere are read into the same fields. Terms after the first are read and",
        "written as the first. What a standard says and no field takes is kept as told, and written",
        "again in that standard.",
        "",
        f"Read: {', '.join(f'`{kind}`' for kind in KINDS_READ)}; which one a document is in is told",
        "by its content.",
    ]
    for standard, parts in sayings():
        lines += ["", f"## {standard}", "", "It cannot say, and so loses:", ""]
        lines += [f"- {loss}" for loss in LOSSES[standard]]
        lines += [
            f"- of a {part.name}: {', '.join(f'`{name}`' for name in part.unsaid)}."
            for part in parts
            if part.unsaid
        ]
        for part in parts:
            rows = [[f"`{field}`", f"`{term}`", says] for field, term, says in part.rows]
            lines += ["", f"### {standard}: {part.name}", ""]
            lines += table(["our field", "its term", "values"], rows)
    return lines


PAGES: dict[str, Callable[[], list[str]]] = {
    "options.md": options_page,
    "commands.md": commands_page,
    "permissions.md": permissions_page,
    "states.md": states_page,
    "notices.md": notices_page,
    "sectors.md": sectors_page,
    "formats.md": formats_page,
    "findings.md": findings_page,
    "repairs.md": repairs_page,
    "refusals.md": refusals_page,
    "measures-of-protection.md": protection_page,
    "api.md": api_page,
    "ckan-actions.md": ckan_page,
    "sql.md": sql_page,
    "quality.md": quality_page,
    "scores.md": scores_page,
    "personal-data.md": personal_data_page,
    "standards.md": standards_page,
}

LINK = re.compile(r"\]\((?!https?://|mailto:|#)([^)\s]+)\)")


def page(name: str) -> str:
    """The text of a page of docs/reference/."""
    title, *lines = PAGES[name]()
    return "\n".join([title, "", MADE, *lines, ""])


def commands() -> list[tuple[str, Any]]:
    """Every command with its whole name."""
    return _commands(typer.main.get_command(app), ())


def api_description() -> Any:
    """What OpenAPI says of version 1."""
    from odms.api.v1 import api

    return api.get_openapi_schema(path_prefix="/api/v1/")


def dead_links() -> list[str]:
    """Links in Markdown pages whose target does not exist, a sentence each."""
    pages = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("odms/*.md")]
    found = []
    for page in sorted(pages):
        for target in LINK.findall(page.read_text(encoding="utf-8")):
            if not (page.parent / unquote(target.split("#")[0])).exists():
                found.append(f"{page.relative_to(ROOT)} links to {target}, which does not exist")
    return found


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "odms.config.settings")
    django.setup()
    texts = {REFERENCE / name: page(name) for name in PAGES}
    stale = [path for path, text in texts.items() if not path.exists() or path.read_text() != text]
    if "--check" in sys.argv:
        told = [f"{path.relative_to(ROOT)} is out of date: run make docs" for path in stale]
        told += dead_links()
        print("\n".join(told))
        return 1 if told else 0
    for path in stale:
        path.write_text(texts[path])
        print(f"wrote {path.relative_to(ROOT)}")
    return 0


def _operation(operation: dict[str, Any]) -> list[str]:
    about = operation.get("description") or operation.get("summary", "")
    rows = [
        [f"`{one['name']}`", one["in"], _kind(one["schema"]), one.get("description", "")]
        for one in operation.get("parameters", [])
    ]
    head = ["parameter", "in", "type", "meaning"]
    return [*about.strip().splitlines(), *(["", *table(head, rows)] if rows else [])]


def _kind(schema: dict[str, Any]) -> str:
    """The type of a field in a word or two."""
    if "$ref" in schema:
        return schema["$ref"].rsplit("/", 1)[1]
    if "anyOf" in schema:
        return " or ".join(_kind(one) for one in schema["anyOf"])
    if schema.get("type") == "array":
        return f"list of {_kind(schema.get('items', {}))}"
    return str(schema.get("type", "any"))


def _both(words: dict[str, str] | None) -> str:
    return f"{words['th']} / {words['en']}" if words else ""


def _commands(command: Any, path: tuple[str, ...]) -> list[tuple[str, Any]]:
    if not hasattr(command, "commands"):
        return [(" ".join(path), command)]
    found: list[tuple[str, Any]] = []
    for name, below in sorted(command.commands.items()):
        found += _commands(below, (*path, name))
    return found


def _parameter(parameter: Any) -> list[str]:
    if getattr(parameter, "opts", None) and parameter.param_type_name == "option":
        name = ", ".join(parameter.opts)
    else:
        name = (parameter.metavar or parameter.name or "").upper()
    default = parameter.default
    told = "" if default in (None, False, (), ...) or callable(default) else f"`{default}`"
    return [f"`{name}`", told, " ".join((getattr(parameter, "help", "") or "").split())]


if __name__ == "__main__":
    sys.exit(main())
