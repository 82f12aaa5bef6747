"""The page of frameworks: what each asks, and what answers its questions."""

from odms.assessment.evidence import functions
from odms.assessment.frameworks import Framework, list_frameworks, summary
from reference.markdown import table


def frameworks_page() -> list[str]:
    """Every framework with its head, then which question is computed from what."""
    told = [summary(one) for one in list_frameworks()]
    rows = [
        [
            f"`{one['code']}`",
            one["title"]["en"],
            ", ".join(one["subjects"]),
            str(one["n_questions"]),
            str(one["n_computed"]),
            one["licence"],
        ]
        for one in told
    ]
    lines = [*_HEAD, *table(["code", "framework", "of", "questions", "computed", "licence"], rows)]
    for framework in list_frameworks():
        if framework.scoring != "datasets":
            lines += _of_one(framework)
    return lines


def _of_one(framework: Framework) -> list[str]:
    lines = [
        "",
        f"## {framework.titles['en']} (`{framework.code}`)",
        "",
        f"Source: {framework.source['en']}.",
    ]
    lines += [f"Score: {framework.note['en']}."] if framework.note else []
    lines += [f"**Unverified:** {framework.unverified['en']}."] if framework.unverified else []
    asked = [one for one in framework.questions() if one.computed or one.process]
    rows = [
        [
            one.code,
            one.names["en"],
            f"{one.points:g}",
            f"`{one.computed}`" if one.computed else f"process `{one.process}`",
            _says(one.computed),
        ]
        for one in asked
    ]
    n = len(list(framework.questions()))
    lines += ["", f"{len(asked)} of {n} questions answer themselves.", ""]
    return lines + table(["question", "asks", "points", "function", "computed from"], rows)


def _says(function: str) -> str:
    if not function:
        return "its answers in the room `publication`"
    return " ".join((functions()[function].__doc__ or "").split())


_HEAD = """# Frameworks

By whose questions open data is assessed. A framework is a file of `odms/definitions/frameworks/`;
[adding one](../how-to/assess.md) is adding a file. Of each question three answers are kept apart:
*declared* by an officer, *computed* by the functions below, *verified* by somebody who did not
declare. A computed `yes` means that the thing is there and used, `partly` that it is there.
""".splitlines()
