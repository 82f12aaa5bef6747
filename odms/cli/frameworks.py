"""`odms frameworks`: by whose questions open data is assessed, and checking a new one."""

from pathlib import Path
from typing import Annotated, Any

import typer

from odms.cli import centre, speech

app = typer.Typer(
    help="Frameworks of assessment: what they ask, and who answers.", no_args_is_help=True
)

AsJson = Annotated[bool, typer.Option("--json", help="Write the result as JSON")]


@app.command("list")
def list_frameworks(as_json: AsJson = False) -> None:
    """List every framework: whom it assesses, how many questions it has and how many answer
    themselves."""
    from odms.assessment import frameworks

    rows = [frameworks.summary(one) for one in frameworks.list_frameworks()]
    if as_json:
        speech.give_json(rows)
        return
    heads = ["code", "edition", "subjects", "n_questions", "n_computed", "of"]
    speech.give_table(
        [*heads, "title"],
        [[*(_cell(row[head]) for head in heads), row["title"][speech.language()]] for row in rows],
    )


@app.command("show")
def show(
    code: Annotated[str, typer.Argument(metavar="CODE", help="Code of the framework")],
    as_json: AsJson = False,
) -> None:
    """Show what a framework asks: groups, questions, points, and what answers each."""
    with speech.refusing():
        from odms.assessment import frameworks

        found = frameworks.get_framework(code)
        if as_json:
            speech.give_json(frameworks.to_dict(found))
            return
        rows = [
            [
                one.code,
                one.kind,
                f"{one.points:g}",
                one.computed or one.process,
                one.names[speech.language()],
            ]
            for one in found.questions()
        ]
        speech.give_table(["question", "kind", "points", "computed", "asks"], rows)


@app.command("check")
def check(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", exists=True, dir_okay=False, help="A YAML file")
    ],
    as_json: AsJson = False,
) -> None:
    """Say what is wrong with the file of a framework, line by line; exit 1 where anything is."""
    from odms.assessment.evidence import functions
    from odms.assessment.frameworks.checking import check_file

    mistakes = check_file(file, functions())
    if as_json:
        speech.give_json([one.to_dict(str(file)) for one in mistakes])
    else:
        for one in mistakes:
            speech.give(one.told(str(file), speech.language()))
        if not mistakes:
            speech.give(speech.sentence("framework.good", file=str(file)))
    if mistakes:
        raise typer.Exit(1)


@app.command("compute")
def compute(as_json: AsJson = False) -> None:
    """Compute every answer that the system can give, as is done each night."""
    with centre.opened():
        from django.utils import timezone

        from odms.assessment import actions

        n = actions.answer_all(at=timezone.now())
        if as_json:
            speech.give_json({"n_changed": n})
        else:
            speech.give(speech.sentence("assessment.computed", n=n))


@app.command("marks")
def marks(
    code: Annotated[str, typer.Argument(metavar="CODE", help="Code of the framework")],
    agency: Annotated[str, typer.Option(help="Slug of an agency; none: the centre")] = "",
    as_json: AsJson = False,
) -> None:
    """Tell what the centre or an agency comes to: declared, computed, verified, and coverage."""
    with centre.opened():
        from odms.assessment import queries

        found = queries.marks_of(_subject(agency), code)
        if as_json:
            speech.give_json({side: one.to_dict() for side, one in found.items()})
            return
        heads = ["answers", "points", "of", "answered", "questions"]
        rows = [
            [side, _points(one.points), f"{one.of:g}", one.n_answered, one.n_questions]
            for side, one in found.items()
        ]
        speech.give_table(heads, rows)


def _points(points: float | None) -> str:
    return "–" if points is None else f"{points:g}"


def _subject(agency: str) -> Any:
    from odms.assessment.queries import CENTRE_SUBJECT
    from odms.ledger.rules import Subject
    from odms.people import queries as people

    return Subject("agency", people.get_agency(agency).id) if agency else CENTRE_SUBJECT


def _cell(value: Any) -> str:
    return ", ".join(value) if isinstance(value, list) else f"{value}"
