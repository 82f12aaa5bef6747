"""`odms orders`: standing orders for updates. They are given on the desk, in person."""

from typing import Annotated

import typer

from odms.cli import centre, speech

app = typer.Typer(help="Standing orders for updates.", no_args_is_help=True)

AsJson = Annotated[bool, typer.Option("--json", help="Write the result as JSON")]
By = Annotated[str, typer.Option("--as", metavar="EMAIL", envvar="ODMS_AS", help="Who does it")]

_HEADS = ("id", "dataset", "given_by", "expires_date", "state")


@app.command("list")
def list_orders(
    by: By,
    agency: Annotated[str, typer.Option(help="Slug of an agency")] = "",
    as_json: AsJson = False,
) -> None:
    """List the standing orders that a person may see, the newest first."""
    with centre.opened():
        from odms.people import queries as people
        from odms.publication.queries import updates

        found = updates.list_orders(
            people.get_person(centre.user(by)),
            agency=people.get_agency(agency) if agency else None,
        )
        rows = [
            {
                "id": one.id,
                "dataset": one.dataset.slug,
                "given_by": one.given_by.name,
                "expires_date": one.expires_date.isoformat(),
                "state": "revoked" if one.revoked_at else "given",
            }
            for one in found
        ]
        if as_json:
            speech.give_json(rows)
        else:
            speech.give_table(list(_HEADS), [[row[head] for head in _HEADS] for row in rows])


@app.command("revoke")
def revoke(
    id: Annotated[str, typer.Argument(metavar="ID", help="The order's identifier")],
    by: By,
    reason: Annotated[str, typer.Option(help="Why it ends")],
    as_json: AsJson = False,
) -> None:
    """End a standing order at once."""
    with centre.opened():
        from django.utils import timezone

        from odms.people import queries as people
        from odms.publication import actions
        from odms.publication.queries import updates

        user = centre.user(by)
        order = actions.revoke_order(
            by=user,
            order=updates.get_order(id, people.get_person(user)),
            reason=reason,
            at=timezone.now(),
        )
        if as_json:
            speech.give_json({"id": order.id, "revoked_at": order.revoked_at.isoformat()})
        else:
            speech.give(order.id)
