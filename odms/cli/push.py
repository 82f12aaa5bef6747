"""`odms push`: an agency's public records go to a CKAN catalogue that it belongs to."""

import os
import sys
from typing import Annotated, Any

import typer

from odms.cli import centre, speech

app = typer.Typer(
    help="Push an agency's records to a CKAN catalogue elsewhere.", no_args_is_help=True
)

TOKEN = "ODMS_PUSH_TOKEN"  # noqa: S105 - the name of a variable

AgencySlug = Annotated[str, typer.Argument(metavar="AGENCY", help="Slug of the agency")]
OutletName = Annotated[
    str, typer.Argument(metavar="OUTLET", help="Identifier of the outlet, or its name")
]
By = Annotated[str, typer.Option("--as", metavar="EMAIL", envvar="ODMS_AS", help="Who does it")]
AsJson = Annotated[bool, typer.Option("--json", help="Write the result as JSON")]

_COUNTED = ("created", "updated", "deleted", "unchanged", "refused", "conflicts")


@app.command("list")
def list_outlets(agency: AgencySlug, as_json: AsJson = False) -> None:
    """List the outlets of an agency, with how many records are in which state."""
    with centre.opened():
        from odms.outlets import queries
        from odms.people import queries as people

        rows = [
            {"id": one.id, "name": one.name, "url": one.url, "counts": one.counts}
            for one in queries.list_outlets(people.get_agency(agency))
        ]
        if as_json:
            speech.give_json(rows)
            return
        speech.give_table(
            ["id", "name", "url", "counts"],
            [[row["id"], row["name"], row["url"], _counts(row["counts"])] for row in rows],
        )


@app.command("keep")
def keep(
    agency: AgencySlug,
    name: Annotated[str, typer.Argument(metavar="NAME", help="What you call it")],
    url: Annotated[str, typer.Argument(metavar="URL", help="Address of the catalogue")],
    organization: Annotated[str, typer.Option(help="The agency's organisation there")],
    by: By,
    prefix: Annotated[str, typer.Option(help="Beginning of the names of its records there")] = "",
    nightly: Annotated[bool, typer.Option("--nightly", help="Push every night")] = False,
    as_json: AsJson = False,
) -> None:
    """Keep a catalogue to push to, once its token may write there. The token comes from ODMS_PUSH_TOKEN,
    or is asked for."""
    with centre.opened():
        from odms.outlets import actions
        from odms.people import queries as people

        kept = actions.keep_outlet(
            by=centre.user(by),
            agency=people.get_agency(agency),
            name=name,
            url=url,
            organization=organization,
            token=_token(),
            prefix=prefix,
            is_nightly=nightly,
            at=_now(),
        )
        if as_json:
            speech.give_json({"id": kept.id, "dialect": kept.dialect})
        else:
            speech.give(kept.id)


@app.command("run")
def run(
    outlet: OutletName,
    by: By,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be sent")] = False,
    as_json: AsJson = False,
) -> None:
    """Push now: say what was sent, refused, and what waits for a person. Exit status 1 where it fails."""
    with centre.opened():
        from odms.outlets import actions, queries

        user = centre.user(by)
        done = actions.push_now(
            by=user, outlet=_outlet(outlet, user), is_rehearsal=dry_run, at=_now()
        )
        told = queries.push_of(done)
        sendings = [queries.sending_of(one) for one in queries.list_sendings(done, limit=None)]
        if as_json:
            speech.give_json(told | {"sendings": sendings})
        else:
            speech.give_table(list(_COUNTED), [[told[name] for name in _COUNTED]])
            _give_sendings(sendings)
        if done.state == "failed":
            speech.tell(done.failure["code"], **done.failure["facts"])
            raise typer.Exit(speech.REFUSED)


@app.command("show")
def show(
    outlet: OutletName,
    by: By,
    state: Annotated[str, typer.Option(help="Records in this state alone")] = "",
    as_json: AsJson = False,
) -> None:
    """Show what stands at an outlet; what waits for a person first."""
    with centre.opened():
        from odms.outlets import queries

        found = queries.list_records(_outlet(outlet, centre.user(by)), state=state, limit=None)
        rows = [queries.record_of(one) for one in found]
        if as_json:
            speech.give_json(rows)
            return
        heads = ["dataset", "state", "conflict", "remote_name", "sent_at"]
        speech.give_table(heads, [[row[head] for head in heads] for row in rows])


@app.command("decide")
def decide(
    outlet: OutletName,
    dataset: Annotated[str, typer.Argument(metavar="DATASET", help="Slug of the dataset")],
    decision: Annotated[str, typer.Argument(metavar="DECISION", help="ours, theirs or never")],
    by: By,
) -> None:
    """Decide a conflict: ours goes over theirs, theirs stays until ours changes, or it is not pushed."""
    with centre.opened():
        from odms.outlets import actions, queries

        user = centre.user(by)
        record = queries.get_record(_outlet(outlet, user), dataset)
        actions.decide(by=user, record=record, decision=decision, at=_now())


@app.command("remove")
def remove(outlet: OutletName, by: By) -> None:
    """Forget an outlet and its token; what stands there stays."""
    with centre.opened():
        from odms.outlets import actions

        user = centre.user(by)
        actions.remove_outlet(by=user, outlet=_outlet(outlet, user), at=_now())


def _counts(counts: dict[str, int]) -> str:
    return ", ".join(f"{n} {state}" for state, n in counts.items())


def _give_sendings(sendings: list[dict[str, Any]]) -> None:
    for one in sendings:
        what = one["conflict"] or one["trouble"] or one["deed"]
        items = ", ".join(change[0] for change in one["changes"])
        speech.give(f"  {one['dataset']}: {what}" + (f" ({items})" if items else ""))


def _outlet(name: str, user: Any) -> Any:
    from odms.outlets import queries
    from odms.people.queries import get_person

    return queries.get_outlet_named(name, get_person(user))


def _token() -> str:
    """The token, never from the command line, where others could see it."""
    if TOKEN in os.environ:
        return os.environ[TOKEN]
    if not sys.stdin.isatty():
        speech.tell("cli.push.no_token", variable=TOKEN)
        raise typer.Exit(speech.WRONG_USE)
    answer: str = typer.prompt(speech.sentence("cli.push.token"), hide_input=True, default="")
    return answer


def _now() -> Any:
    from django.utils import timezone

    return timezone.now()
