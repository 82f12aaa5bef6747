"""`odms agency`, `odms user` and `odms token`: who publishes, who works here, which machines.

Whoever may read the centre's folder may do this; the ledger notes it as the system's deed.
"""

from datetime import datetime, timedelta
from typing import Annotated, Any

import typer

from odms.cli import centre, speech

agency_app = typer.Typer(help="Publishers of the centre.", no_args_is_help=True)
user_app = typer.Typer(help="People who can sign in.", no_args_is_help=True)
token_app = typer.Typer(help="Secrets with which machines act for people.", no_args_is_help=True)

Slug = Annotated[str, typer.Argument(metavar="SLUG", help="Short name in addresses: a-z, 0-9, -")]
Email = Annotated[str, typer.Argument(metavar="EMAIL", help="The address a person signs in with")]
AsJson = Annotated[bool, typer.Option("--json", help="Write the result as JSON")]


@agency_app.command("add")
def add_agency(
    slug: Slug,
    name_th: Annotated[str, typer.Option(help="Name in Thai")],
    name_en: Annotated[str, typer.Option(help="Name in English")],
    sector: Annotated[str, typer.Option(help="state, private or civil")] = "state",
    parent: Annotated[str, typer.Option(help="Slug of the agency above")] = "",
    unit: Annotated[str, typer.Option(help="Unit that answers questions")] = "",
    email: Annotated[str, typer.Option(help="Its address")] = "",
    as_json: AsJson = False,
) -> None:
    """Enter a publisher."""
    with centre.opened():
        from odms.people import actions, queries

        made = actions.create_agency(
            by=_system(),
            slug=slug,
            name_th=name_th,
            name_en=name_en,
            sector=sector,
            parent=queries.get_agency(parent) if parent else None,
            contact_unit=unit,
            contact_email=email,
            at=_now(),
        )
        _show({"id": made.id, "slug": made.slug, "name": made.name_th}, as_json=as_json)


@agency_app.command("list")
def list_agencies(as_json: AsJson = False) -> None:
    """List the publishers."""
    with centre.opened():
        from odms.people import queries

        rows = [
            {"slug": a.slug, "sector": a.sector, "name_th": a.name_th, "name_en": a.name_en}
            for a in queries.list_agencies()
        ]
        _show_all(rows, as_json=as_json)


@user_app.command("add")
def add_user(
    email: Email,
    name: Annotated[str, typer.Option(help="The person's name")],
    password: Annotated[
        str, typer.Option(help="Ten characters or more", envvar="ODMS_PASSWORD")
    ] = "",
    role: Annotated[
        list[str] | None,
        typer.Option(metavar="ROLE@AGENCY", help="steward, approver or auditor of an agency"),
    ] = None,
    is_admin: Annotated[bool, typer.Option("--admin", help="Centre admin")] = False,
    is_auditor: Annotated[bool, typer.Option("--auditor", help="Auditor of the centre")] = False,
    as_json: AsJson = False,
) -> None:
    """Enter a person, with roles in agencies."""
    with centre.opened():
        from django.db import transaction

        from odms.people import actions

        with transaction.atomic():
            made = actions.create_user(
                by=_system(),
                email=email,
                name=name,
                password=password or None,
                is_centre_admin=is_admin,
                is_auditor=is_auditor,
                at=_now(),
            )
            for text in role or []:
                _grant(made, text)
        _show({"id": made.id, "email": made.email, "name": made.name}, as_json=as_json)


@user_app.command("grant")
def grant(
    email: Email,
    role: Annotated[str, typer.Argument(metavar="ROLE@AGENCY", help="Such as steward@nso")],
) -> None:
    """Give a person a role in an agency."""
    with centre.opened():
        _grant(centre.user(email), role)


@user_app.command("list")
def list_users(as_json: AsJson = False) -> None:
    """List the people who can sign in."""
    with centre.opened():
        from odms.people import queries

        rows = [
            {
                "email": user.email,
                "name": user.name,
                "admin": user.is_centre_admin,
                "auditor": user.is_auditor,
            }
            for user in queries.list_users()
        ]
        _show_all(rows, as_json=as_json)


@user_app.command("delegate")
def delegate(
    giver: Annotated[str, typer.Argument(metavar="GIVER", help="E-mail of the approver")],
    taker: Annotated[str, typer.Argument(metavar="TAKER", help="E-mail of who acts for them")],
    agency: Annotated[str, typer.Argument(metavar="SLUG", help="The agency's short name")],
    until: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="The last day")],
    reason: Annotated[str, typer.Option(help="Why; it stands in the ledger")],
    since: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The first day; today by default")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Have another member of an agency approve in the place of an approver."""
    with centre.opened():
        from django.utils import timezone

        from odms.people import actions, queries

        made = actions.delegate(
            by=_system(),
            giver=centre.user(giver),
            taker=centre.user(taker),
            agency=queries.get_agency(agency),
            from_date=since.date() if since else timezone.localdate(),
            until_date=until.date(),
            reason=reason,
            at=_now(),
        )
        _show(_delegation(made), as_json=as_json)


@user_app.command("delegations")
def list_delegations(as_json: AsJson = False) -> None:
    """List who acts for whom, now or later."""
    with centre.opened():
        from odms.people import queries

        found = queries.list_delegations(agencies=queries.list_agencies(), at=_now())
        _show_all([_delegation(one) for one in found], as_json=as_json)


@user_app.command("take-back")
def take_back(
    delegation: Annotated[str, typer.Argument(metavar="ID", help="The delegation's id")],
) -> None:
    """End a delegation at once."""
    with centre.opened():
        from odms.people import actions, queries

        actions.take_back(by=_system(), delegation=queries.get_delegation(delegation), at=_now())


@token_app.command("make")
def make_token(
    email: Email,
    name: Annotated[str, typer.Option(help="What it is for")] = "odms token make",
    days: Annotated[int, typer.Option(min=1, max=3650, help="How long it holds")] = 90,
    as_json: AsJson = False,
) -> None:
    """Make a token for a person; its secret is shown this once."""
    with centre.opened():
        from odms.people import actions

        user, now = centre.user(email), _now()
        token, secret = actions.make_token(
            by=user, user=user, name=name, expires_at=now + timedelta(days=days), at=now
        )
        if as_json:
            expires_at = token.expires_at.isoformat()
            speech.give_json({"id": token.id, "token": secret, "expires_at": expires_at})
        else:
            speech.give(secret)
            speech.tell("cli.token.once", days=days)


def _grant(user: Any, text: str) -> None:
    from odms.errors import Invalid
    from odms.people import actions, queries

    role, at_sign, slug = text.partition("@")
    if not at_sign:
        raise Invalid("cli.user.wrong_role", text=text)
    agency = queries.get_agency(slug)
    actions.grant(by=_system(), user=user, agency=agency, role=role, at=_now())


def _delegation(one: Any) -> dict[str, Any]:
    return {
        "id": one.id,
        "agency": one.agency.slug,
        "role": one.role,
        "giver": one.giver.email,
        "taker": one.taker.email,
        "from_date": one.from_date.isoformat(),
        "until_date": one.until_date.isoformat(),
        "reason": one.reason,
    }


def _system() -> Any:
    from odms.ledger.rules import SYSTEM

    return SYSTEM


def _now() -> Any:
    from django.utils import timezone

    return timezone.now()


def _show(row: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        speech.give_json(row)
    else:
        speech.give("\t".join(str(value) for value in row.values()))


def _show_all(rows: list[dict[str, Any]], *, as_json: bool) -> None:
    if as_json:
        speech.give_json(rows)
    else:
        heads = list(rows[0]) if rows else []
        speech.give_table(heads, [list(row.values()) for row in rows])
