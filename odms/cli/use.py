"""`odms usage` and `odms health`: how data is used, and what is late or does not answer."""

from typing import Annotated

import typer

from odms.cli import centre, speech

Agency = Annotated[str, typer.Option(help="Slug of an agency; empty: the whole centre")]
AsJson = Annotated[bool, typer.Option("--json", help="Write the result as JSON")]


def usage(
    agency: Agency = "",
    days: Annotated[int, typer.Option(min=1, max=400, help="Over how many days")] = 30,
    as_json: AsJson = False,
) -> None:
    """Tell how datasets were used in the last days, without robots."""
    with centre.opened():
        from django.utils import timezone

        from odms.people import queries as people
        from odms.usage import actions, queries

        now = timezone.now()
        actions.take_up(at=now)
        of = people.get_agency(agency) if agency else None
        rows = [
            {"dataset": dataset.slug}
            | {kind: counts.get(kind, 0) for kind in ("view", "download", "api")}
            for dataset, counts in queries.by_dataset(of, at=now, days=days)
        ]
        failed = queries.list_failed_searches(of, at=now, days=days)
        if as_json:
            told = [{"words": words, "n": n} for words, n in failed]
            speech.give_json({"datasets": rows, "failed_searches": told})
        else:
            heads = ["dataset", "view", "download", "api"]
            speech.give_table(heads, [[row[head] for head in heads] for row in rows])


def health(
    agency: Agency = "",
    now: Annotated[bool, typer.Option("--now", help="Ask every address that is due first")] = False,
    as_json: AsJson = False,
) -> None:
    """Tell which addresses do not answer and which datasets are late; exit status 1 if any."""
    with centre.opened():
        from django.utils import timezone

        from odms.health import actions, queries
        from odms.people import queries as people

        at = timezone.now()
        if now:
            actions.list_up(at=at)
            actions.check_due(at=at)
        of = people.get_agency(agency) if agency else None
        late = [
            {"dataset": dataset.slug, "days_late": fresh.days_late}
            for dataset, fresh in queries.list_late(of, at=at)
        ]
        broken = [
            {"address": one.address, "trouble": one.trouble.get("code", "")}
            for one in queries.list_checks(agency=of, state="broken", limit=None)
        ]
        if as_json:
            speech.give_json({"late": late, "broken": broken})
        else:
            speech.give_table(["dataset", "days_late"], [list(row.values()) for row in late])
            speech.give_table(["address", "trouble"], [list(row.values()) for row in broken])
        if late or broken:
            raise typer.Exit(speech.REFUSED)
