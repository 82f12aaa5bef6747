"""`odms agency applications`, `ask`, `verify`, `refuse` and `lookup`: how an organisation comes in.

Also `odms webhook`. The ledger notes these as the system's deeds.
"""

from typing import Annotated, Any

import typer

from odms.cli import centre, speech
from odms.cli.people import AsJson, _now, _show, _show_all, _system, agency_app

webhook_app = typer.Typer(
    help="Addresses of agencies' machines that hear of events.", no_args_is_help=True
)

Application = Annotated[str, typer.Argument(metavar="ID", help="The application's id")]
Agency = Annotated[str, typer.Argument(metavar="SLUG", help="The agency's short name")]


@agency_app.command("applications")
def list_applications(
    state: Annotated[
        str, typer.Option(help="submitted, more-asked, verified or refused; all by default")
    ] = "",
    as_json: AsJson = False,
) -> None:
    """List organisations that ask to publish."""
    with centre.opened():
        _show_all([_row(one) for one in _applications(state)], as_json=as_json)


@agency_app.command("lookup")
def look_up(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A name in Thai or English")],
    as_json: AsJson = False,
) -> None:
    """Look a name up in the list of state agencies; slips of the pen are forgiven."""
    from odms.people.rules.register import matches

    with speech.refusing():
        rows = [
            {
                "code": match.listed.code,
                "name_th": match.listed.name_th,
                "name_en": match.listed.name_en,
                "kind": speech.sentence(f"people.listed.{match.listed.kind}"),
                "n_slips": match.n_slips,
            }
            for match in matches(name)
        ]
        _show_all(rows, as_json=as_json)


@agency_app.command("ask")
def ask(
    application: Application,
    question: Annotated[str, typer.Option(help="What the applicant is asked")],
    as_json: AsJson = False,
) -> None:
    """Ask an applicant for something more."""
    with centre.opened():
        from odms.people import actions

        asked = actions.ask(
            by=_system(), application=_application(application), question=question, at=_now()
        )
        _show(_row(asked), as_json=as_json)


@agency_app.command("verify")
def verify(
    application: Application,
    slug: Annotated[str, typer.Option(help="Short name in addresses: a-z, 0-9, -")],
    check: Annotated[
        list[str],
        typer.Option(help="What was checked: register, certificate, mandate, domain; repeatable"),
    ],
    listed_as: Annotated[
        str, typer.Option(help="Code in the list of state agencies (odms agency lookup)")
    ] = "",
    note: Annotated[str, typer.Option(help="How it was found out otherwise")] = "",
    as_json: AsJson = False,
) -> None:
    """Let an organisation in: its agency, an account and the role of steward are made."""
    with centre.opened():
        from odms.people import actions

        verified = actions.verify(
            by=_system(),
            application=_application(application),
            slug=slug,
            checks=check,
            listed_as=listed_as,
            note=note,
            at=_now(),
        )
        _show(_row(verified), as_json=as_json)


@agency_app.command("refuse")
def refuse(
    application: Application,
    reason: Annotated[str, typer.Option(help="Why; the applicant reads it")],
    as_json: AsJson = False,
) -> None:
    """Turn an organisation down."""
    with centre.opened():
        from odms.people import actions

        refused = actions.refuse(
            by=_system(), application=_application(application), reason=reason, at=_now()
        )
        _show(_row(refused), as_json=as_json)


@webhook_app.command("add")
def add_webhook(
    slug: Agency,
    url: Annotated[str, typer.Argument(metavar="URL", help="Where calls go, https://…")],
    event: Annotated[list[str], typer.Option(help="An event such as case.published; repeatable")],
    as_json: AsJson = False,
) -> None:
    """Have an address told of events; its secret is shown this once."""
    with centre.opened():
        from odms.people import actions, queries

        webhook, secret = actions.make_webhook(
            by=_system(), agency=queries.get_agency(slug), url=url, events=event, at=_now()
        )
        _show({"id": webhook.id, "secret": secret}, as_json=as_json)


@webhook_app.command("list")
def list_webhooks(slug: Agency, as_json: AsJson = False) -> None:
    """List an agency's webhooks, with the last answer of each."""
    with centre.opened():
        from odms.people import queries

        rows = [_webhook(one) for one in queries.list_webhooks(queries.get_agency(slug))]
        _show_all(rows, as_json=as_json)


@webhook_app.command("remove")
def remove_webhook(
    webhook: Annotated[str, typer.Argument(metavar="ID", help="The webhook's id")],
) -> None:
    """Tell an address nothing more."""
    with centre.opened():
        from odms.people import actions, queries

        actions.remove_webhook(by=_system(), webhook=queries.get_webhook(webhook), at=_now())


def _applications(state: str) -> list[Any]:
    from odms.people import queries
    from odms.people.rules import Person

    # whoever may read the centre's folder reads as its admin
    return queries.list_applications(Person("system", is_centre_admin=True), state)


def _application(application_id: str) -> Any:
    from odms.people import queries

    return queries.find_application(application_id)


def _row(application: Any) -> dict[str, Any]:
    return {
        "id": application.id,
        "state": application.state,
        "standing": speech.sentence(f"people.application.{application.state}"),
        "sector": application.sector,
        "name_th": application.name_th,
        "made_at": application.made_at.isoformat(timespec="minutes"),
        "agency": application.agency.slug if application.agency else "",
    }


def _webhook(webhook: Any) -> dict[str, Any]:
    from odms.people import queries

    last = next(iter(queries.list_calls(webhook, 1)), None)
    return {
        "id": webhook.id,
        "url": webhook.url,
        "events": " ".join(webhook.events),
        "last": (last.status or last.trouble or "") if last else "",
    }
