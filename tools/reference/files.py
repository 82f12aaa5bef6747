"""Pages of what is said of a file: formats, findings, repairs, quality."""

from dataclasses import asdict
from typing import Any

from odms.definitions import document
from odms.definitions.messages import VALIDATORS, catalogue, equals
from odms.engine.formats import FAMILIES, FORMATS, about
from odms.engine.formats.unpacking import LIMITS
from odms.engine.repairs import KINDS, repair_of
from reference.markdown import both, table


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
            both(entry.get("fix")),
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
