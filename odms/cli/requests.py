"""`odms requests`: what people ask for, and answering it.

Whoever may read the centre's folder may do this; `--as` names the officer who answers.
"""

from typing import Annotated

import typer

from odms.cli import centre, speech

app = typer.Typer(help="Data that people ask for.", no_args_is_help=True)

AsJson = Annotated[bool, typer.Option("--json", help="Write the result as JSON")]


@app.command("list")
def list_requests(
    state: Annotated[
        list[str] | None,
        typer.Option(help="new, at-agency, declined, appealed …; may be repeated"),
    ] = None,
    agency: Annotated[str, typer.Option(help="Slug of an agency")] = "",
    as_json: AsJson = False,
) -> None:
    """List requests, the last first."""
    with centre.opened():
        from odms.people import queries as people
        from odms.voice import queries

        found = queries.list_requests(
            states=state or (), agency=people.get_agency(agency) if agency else None, limit=None
        )
        rows = [
            {
                "id": one.id,
                "state": one.state,
                "agency": one.agency.slug if one.agency else "",
                "due_date": one.due_date.isoformat(),
                "n_votes": one.n_votes,
                "title": one.title,
            }
            for one in found
        ]
        if as_json:
            speech.give_json(rows)
        else:
            heads = ["id", "state", "agency", "due_date", "n_votes", "title"]
            speech.give_table(heads, [[row[head] for head in heads] for row in rows])


@app.command("answer")
def answer(
    id: Annotated[str, typer.Argument(metavar="ID", help="The request's identifier")],
    officer: Annotated[str, typer.Option("--as", help="E-mail address of the officer")],
    text: Annotated[str, typer.Option(help="The answer, which everybody reads")] = "",
    decline: Annotated[str, typer.Option(help="Decline it, for this reason")] = "",
    ground: Annotated[str, typer.Option(help="Ground of the refusal, such as privacy")] = "other",
    merge: Annotated[str, typer.Option(help="Merge it with the request of this identifier")] = "",
    dataset: Annotated[str, typer.Option(help="Slug of the published dataset")] = "",
    as_json: AsJson = False,
) -> None:
    """Answer a request, decline or merge it, or tell where the data is published."""
    with centre.opened():
        from django.utils import timezone

        from odms.catalogue import queries as catalogue
        from odms.people import queries as people
        from odms.voice import actions, queries

        of = {"by": people.get_user(officer), "request": queries.get_request(id)}
        of["at"] = timezone.now()
        if decline:
            done = actions.decline_request(**of, ground=ground, reason=decline)
        elif merge:
            done = actions.merge_request(**of, into=queries.get_request(merge))
        elif dataset:
            found = catalogue.get_dataset(dataset)
            done = actions.publish_request(**of, dataset=found, text=text)
        else:
            done = actions.answer_request(**of, text=text)
        if as_json:
            speech.give_json({"id": done.id, "state": done.state})
        else:
            speech.give(f"{done.id} {done.state}")


@app.command("review")
def review(
    id: Annotated[str, typer.Argument(metavar="ID", help="The request's identifier")],
    reviewer: Annotated[str, typer.Option("--as", help="E-mail address of who decides")],
    uphold: Annotated[str, typer.Option(help="The refusal stands, for this reason")] = "",
    overturn: Annotated[str, typer.Option(help="The refusal falls, for this reason")] = "",
) -> None:
    """Decide on the appeal against a refusal, as another person than the one who refused."""
    with centre.opened():
        from django.utils import timezone

        from odms.people import queries as people
        from odms.voice import actions, queries

        of = {"by": people.get_user(reviewer), "request": queries.get_request(id)}
        of["at"] = timezone.now()
        if overturn:
            done = actions.overturn_refusal(**of, text=overturn)
        else:
            done = actions.uphold_refusal(**of, text=uphold)
        speech.give(f"{done.id} {done.state}")


@app.command("wanted")
def wanted(
    by: Annotated[str, typer.Option(help="theme or province")] = "theme",
    as_json: AsJson = False,
) -> None:
    """How much is asked for of each theme or province, with votes."""
    with centre.opened():
        from odms.errors import Invalid
        from odms.voice import queries

        if by not in ("theme", "province"):
            raise Invalid("voice.unknown_choice", item="by", choice=by)
        rows = queries.list_wanted(by)
        if as_json:
            speech.give_json(rows)
        else:
            heads = ["code", "n_requests", "n_open", "n_votes"]
            speech.give_table(heads, [[row[head] for head in heads] for row in rows])
