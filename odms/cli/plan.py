"""`odms plan`: what an agency publishes first, weighed and ranked."""

from pathlib import Path
from typing import Annotated, Any

import typer

from odms.cli import centre, speech

app = typer.Typer(
    help="What an agency publishes, in which order and by when.", no_args_is_help=True
)

AgencySlug = Annotated[str, typer.Argument(metavar="AGENCY", help="Slug of the agency")]
By = Annotated[str, typer.Option("--as", metavar="EMAIL", envvar="ODMS_AS", help="Who does it")]
AsJson = Annotated[bool, typer.Option("--json", help="Write the result as JSON")]
Level = Annotated[int | None, typer.Option(min=0, max=4, help="Level of this question")]


@app.command("list")
def list_items(agency: AgencySlug, as_json: AsJson = False) -> None:
    """List the plan of an agency in its order."""
    with centre.opened():
        from odms.publication.queries import plan, plan_rows

        items = plan.list_plan(_agency(agency))
        if as_json:
            speech.give_json([plan_rows.record(item) for item in items])
            return
        heads = ("rank", "id", "title", "points", "owner", "steward", "due_date", "state")
        rows = [plan_rows.row(item, speech.language()) for item in items]
        speech.give_table(list(heads), [[row[name] for name in heads] for row in rows])


@app.command("due")
def list_due(
    agency: AgencySlug,
    days: Annotated[int, typer.Option(min=1, max=3660, help="Days from today on")] = 31,
    as_json: AsJson = False,
) -> None:
    """List what is overdue, and which updates and planned datasets are due soon."""
    with centre.opened():
        from dataclasses import asdict
        from datetime import timedelta

        from django.utils import timezone

        from odms.publication.queries import calendar

        found, today = _agency(agency), timezone.localdate()
        until = today + timedelta(days=days)
        told = [
            *calendar.list_late(found, today=today),
            *calendar.list_due(found, today, until, today=today),
        ]
        if as_json:
            speech.give_json([asdict(one) for one in told])
            return
        heads = ["day", "kind", "days_late", "title"]
        rows = [[getattr(one, name) for name in heads] for one in told]
        speech.give_table(heads, rows)


@app.command("propose")
def propose(agency: AgencySlug, by: By) -> None:
    """Put all candidates of the inventory into the plan."""
    with centre.opened():
        from odms.publication import actions
        from odms.publication.queries import plan

        found = _agency(agency)
        made = actions.propose_items(
            by=centre.user(by), agency=found, things=plan.list_candidates(found), at=_now()
        )
        speech.give(speech.sentence("cli.plan.proposed", n=len(made)))


@app.command("score")
def score(
    item: Annotated[str, typer.Argument(metavar="ITEM", help="Identifier of the item")],
    by: By,
    reason: Annotated[str, typer.Option(help="Why the levels are so")],
    value: Level = None,
    demand: Level = None,
    readiness: Level = None,
    cost: Level = None,
    as_json: AsJson = False,
) -> None:
    """Give levels from 0 to 4 to the questions of one item, with a reason."""
    with centre.opened():
        from odms.people.queries import get_person
        from odms.publication import actions
        from odms.publication.queries import plan, plan_rows

        user = centre.user(by)
        given = {"value": value, "demand": demand, "readiness": readiness, "cost": cost}
        weights = {
            code: actions.Weight(level, reason)
            for code, level in given.items()
            if level is not None
        }
        found = plan.get_item(item, get_person(user))
        weighed = actions.weigh(by=user, item=found, weights=weights, at=_now())
        if as_json:
            speech.give_json(plan_rows.record(weighed))
            return
        points = "–" if weighed.points is None else weighed.points
        speech.give(speech.sentence("cli.plan.scored", title=str(weighed), points=points))


@app.command("export")
def export(
    agency: AgencySlug,
    out: Annotated[Path, typer.Option("-o", "--out", metavar="OUT", help="The CSV file to write")],
) -> None:
    """Write the plan of an agency into a CSV file."""
    with centre.opened():
        from odms.publication.queries import plan, plan_rows

        text = plan_rows.as_csv(plan.list_plan(_agency(agency)), speech.language())
        out.write_text(text, encoding="utf-8", newline="")


def _agency(slug: str) -> Any:
    from odms.people import queries

    return queries.get_agency(slug)


def _now() -> Any:
    from django.utils import timezone

    return timezone.now()
