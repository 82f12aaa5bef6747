"""Pages of what other catalogues and their clients meet: SQL, scores, standards, CKAN's actions."""

from typing import Any

from odms.definitions import document
from odms.standards.readers import KINDS as KINDS_READ
from odms.standards.sayings import LOSSES, sayings
from reference.markdown import table


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


def figures_page() -> list[str]:
    """The figures of the national picture, and the rules of the report's recommendations."""
    from odms.assessment import sums
    from odms.definitions import national

    rows = [
        [
            f"`{one.code}`", one.names["en"], one.names["th"], one.unit, one.about["en"], one.rows,
            "inside" if one.is_inside else "everybody",
        ]
        for one in sums.declared().values()
    ]  # fmt: skip
    told = national("recommendations.yaml")
    rules = [
        [f"`{one['figure']}`", f"{one['below']:g}", one["en"], one["th"]] for one in told["rules"]
    ]
    return [
        "# Figures",
        "",
        "The figures of [the national picture](../how-to/read-the-national-picture.md): what each comes to,",
        "what it opens to, and who sees it. A share is of one; means and points are of what was measured.",
        "",
        *table(["figure", "English", "Thai", "unit", "how", "opens to", "for"], rows),
        "",
        "## Recommendations",
        "",
        "What [the report of a year](../how-to/write-the-report-of-a-year.md) recommends where a figure is below",
        f"its limit; the furthest below first, at most {told['most']}.",
        "",
        *table(["figure", "below", "English", "Thai"], rules),
    ]


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
