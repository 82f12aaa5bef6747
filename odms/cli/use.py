"""`odms usage` and `odms health`: how data is used, and what is late or does not answer."""

from pathlib import Path
from typing import Annotated, Any

import typer

from odms.cli import centre, speech

Agency = Annotated[str, typer.Option(help="Slug of an agency; empty: the whole centre")]
_KINDS = ("view", "download", "api")
_TOLD = (
    *("kind", "n_lines", "n_counted", "n_unmatched", "refused", "unmatched", "by_kind"),
    *("first_day", "last_day"),
)
AsJson = Annotated[bool, typer.Option("--json", help="Write the result as JSON")]


app = typer.Typer(help="How data is used, here and on agencies' own sites.")


@app.callback(invoke_without_command=True)
def usage(
    context: typer.Context,
    agency: Agency = "",
    days: Annotated[int, typer.Option(min=1, max=400, help="Over how many days")] = 30,
    as_json: AsJson = False,
) -> None:
    """Tell how datasets were used in the last days, without robots and AI agents."""
    if context.invoked_subcommand:
        return
    with centre.opened():
        from django.utils import timezone

        from odms.people import queries as people
        from odms.usage import actions, queries

        now = timezone.now()
        actions.take_up(at=now)
        of = people.get_agency(agency) if agency else None
        rows = [
            {"dataset": dataset.slug} | {kind: counts.get(kind, 0) for kind in _KINDS}
            for dataset, counts in queries.by_dataset(of, at=now, days=days)
        ]
        if as_json:
            failed = queries.list_failed_searches(of, at=now, days=days)
            speech.give_json(
                {
                    "datasets": rows,
                    "by_access": queries.by_access(of, at=now, days=days),
                    "by_channel": queries.by_channel(of, at=now, days=days),
                    "failed_searches": [{"words": words, "n": n} for words, n in failed],
                }
            )
        else:
            heads = ["dataset", *_KINDS]
            speech.give_table(heads, [[row[head] for head in heads] for row in rows])


@app.command("import")
def import_log(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE",
            exists=True,
            dir_okay=False,
            help="Log of a web server, or what CKAN's tracker gives out; packed by gzip or not",
        ),
    ],
    agency: Annotated[str, typer.Option(help="Slug of the agency whose site it is")],
    by: Annotated[str, typer.Option("--as", metavar="EMAIL", envvar="ODMS_AS", help="Who does it")],
    kind: Annotated[
        str,
        typer.Option(
            help="common, w3c, json, tracking-raw, tracking-summary or tracking-totals; empty: looked at"
        ),
    ] = "",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be counted, and count nothing")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Count use outside the portal from an agency's own log; each file and each line once."""
    with centre.opened():
        from django.utils import timezone

        from odms.people import queries as people
        from odms.usage import actions

        given = {
            "by": centre.user(by),
            "agency": people.get_agency(agency),
            "path": file,
            "kind": kind,
            "at": timezone.now(),
        }
        if dry_run:
            told = actions.try_log(**given).told()
        else:
            log = actions.receive_log(**given, name=file.name)
            log = actions.count_log(log=log, at=timezone.now())
            if log.state == "refused":
                speech.tell(log.trouble["code"], **log.trouble["facts"])
                raise typer.Exit(speech.REFUSED)
            told = {"id": log.id} | {name: getattr(log, name) for name in _TOLD}
        _show(told, as_json=as_json)


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


def _show(told: dict[str, Any], *, as_json: bool) -> None:
    """What became of the lines of a log."""
    if as_json:
        speech.give_json(told)
        return
    speech.tell("cli.usage.counted", **told)
    for reason, n in told["refused"].items():
        speech.tell_item(f"{n}: {speech.sentence(f'usage.reason.{reason}')}")
    speech.give_table(["address", "n"], told["unmatched"])
