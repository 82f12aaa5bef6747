"""`odms survey`: surveys made of a document, answers taken in from elsewhere, results given out.

Whoever may read the centre's folder may do this; `--as` names the person who does it.
"""

from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from odms.cli import centre, speech

app = typer.Typer(help="Surveys of those who use data.", no_args_is_help=True)

Code = Annotated[str, typer.Argument(metavar="CODE", help="Code of the survey")]
By = Annotated[str, typer.Option("--as", metavar="EMAIL", envvar="ODMS_AS", help="Who does it")]
AsJson = Annotated[bool, typer.Option("--json", help="Write the result as JSON")]
AgencySlug = Annotated[str, typer.Option(help="Slug of an agency")]
FileGiven = typer.Argument(metavar="FILE", exists=True, dir_okay=False, help="The file to read")


@app.command("list")
def list_surveys(as_json: AsJson = False) -> None:
    """List all surveys, drafts too."""
    with centre.opened():
        from odms.voice import queries
        from odms.voice.rules import SURVEY_STATES

        rows = [
            {
                "code": one.code,
                "state": one.state,
                "agency": one.agency.slug if one.agency else "",
                "n_answers": queries.count_answers_of(one),
                "title": one.document["title"]["th"],
            }
            for one in queries.list_surveys(states=SURVEY_STATES)
        ]
        if as_json:
            speech.give_json(rows)
        else:
            heads = ["code", "state", "agency", "n_answers", "title"]
            speech.give_table(heads, [[row[head] for head in heads] for row in rows])


@app.command("add")
def add(
    file: Annotated[Path, FileGiven],
    by: By,
    code: Annotated[str, typer.Option(help="Code; by default that of the file's title")] = "",
    agency: AgencySlug = "",
    opened: Annotated[bool, typer.Option("--open", help="Let people answer at once")] = False,
) -> None:
    """Make a survey of a document in YAML or JSON, in the shape of questionnaire.yaml."""
    with centre.opened():
        import yaml
        from django.utils import timezone

        from odms.errors import Invalid
        from odms.people import queries as people
        from odms.voice import actions

        try:
            document = yaml.safe_load(file.read_text(encoding="utf-8"))
        except (yaml.YAMLError, UnicodeDecodeError):
            document = None
        if not isinstance(document, dict):
            raise Invalid("voice.survey_shape", item=file.name)
        of: dict[str, Any] = {"by": centre.user(by), "at": timezone.now()}
        made = actions.make_survey(
            **of,
            document=document,
            code=code or str(document.get("code", "")),
            agency=people.get_agency(agency) if agency else None,
        )
        if opened:
            made = actions.open_survey(**of, survey=made)
        speech.give(f"{made.code} {made.state}")


@app.command("open")
def open_survey(code: Code, by: By) -> None:
    """Let people answer a survey."""
    _move(code, by, "open_survey")


@app.command("close")
def close_survey(code: Code, by: By) -> None:
    """Take no more answers."""
    _move(code, by, "close_survey")


@app.command("import")
def import_answers(
    file: Annotated[Path, FileGiven],
    survey: Annotated[str, typer.Option(metavar="CODE", help="Code of the survey")],
    by: By,
    day: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="When rows were answered that do not say it"),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be taken in, and keep nothing")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Take in answers from a workbook or a delimited text; say which rows were refused and why."""
    with centre.opened():
        from django.utils import timezone

        from odms.voice import actions, exports, queries

        kept = actions.import_answers(
            by=centre.user(by),
            survey=queries.find_survey(survey),
            path=file,
            name=file.name,
            day=day.date() if day else None,
            is_trial=dry_run,
            at=timezone.now(),
        )
        if as_json:
            speech.give_json(exports.record(kept, is_trial=dry_run))
            return
        for one in kept.problems:
            place = f"{one['row'] or '–'} {one['heading']}".strip()
            speech.tell_item(f"{place}: {speech.sentence(one['code'], **one['facts'])}")
        told = ("n_rows", "n_taken", "n_known", "n_refused")
        speech.give(" ".join(f"{name}={getattr(kept, name)}" for name in told))


@app.command("results")
def results(code: Code, agency: AgencySlug = "", as_json: AsJson = False) -> None:
    """What the answers come to: the open table, or everything as JSON."""
    with centre.opened():
        from odms.people import queries as people
        from odms.voice import queries
        from odms.voice.rules.tallies import HEADS, as_rows

        of = people.get_agency(agency) if agency else None
        found = queries.results(queries.find_survey(code), agency=of)
        if as_json:
            speech.give_json(found)
        else:
            rows = [["" if cell is None else cell for cell in row] for row in as_rows(found)]
            speech.give_table(list(HEADS), rows)


def _move(code: str, by: str, deed: str) -> None:
    with centre.opened():
        from django.utils import timezone

        from odms.voice import actions, queries

        survey = queries.find_survey(code)
        moved = getattr(actions, deed)(by=centre.user(by), survey=survey, at=timezone.now())
        speech.give(f"{moved.code} {moved.state}")
