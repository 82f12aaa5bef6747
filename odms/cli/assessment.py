"""`odms assessment`: cycles, what they came to, and taking in an earlier one.

Whoever may read the centre's folder may read; who writes is named by `--as`.
"""

from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from odms.cli import centre, speech

app = typer.Typer(
    help="Cycles of assessment: what agencies came to, and earlier ones.", no_args_is_help=True
)

AsJson = Annotated[bool, typer.Option("--json", help="Write the result as JSON")]
By = Annotated[str, typer.Option("--as", metavar="EMAIL", envvar="ODMS_AS", help="Who does it")]
Code = Annotated[str, typer.Argument(metavar="CODE", help="Code of the cycle; 2565: the baseline")]


@app.command("list")
def list_cycles(as_json: AsJson = False) -> None:
    """List every cycle, the baseline last."""
    with centre.opened():
        from odms.assessment import queries

        rows = [_row(one) for one in queries.list_cycles()]
        if as_json:
            speech.give_json(rows)
            return
        heads = ["code", "state", "surveyed_on", "title"]
        speech.give_table(heads, [[row[head] for head in heads] for row in rows])


@app.command("status")
def status(code: Code = "2565", as_json: AsJson = False) -> None:
    """Tell the status chapter of a cycle: agencies, enablers, sixteen processes, satisfaction."""
    with centre.opened():
        from odms.assessment import queries

        told = queries.status(queries.get_cycle(code))
        if as_json:
            speech.give_json(told)
            return
        told_by = speech.language()
        rows = [
            [
                one["code"],
                _percent(one["share"]),
                one["n"],
                "▲" if one.get("is_weak") else "",
                one["name"][told_by],
            ]
            for one in (*told["enablers"], *told["processes"])
        ]
        speech.give_table(["question", "share", "n", "▲", "asks"], rows)


@app.command("import")
def import_cycle(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", exists=True, dir_okay=False, help="CSV or XLSX")
    ],
    code: Annotated[str, typer.Option("--cycle", metavar="CODE", help="Code of the new cycle")],
    by: By,
    day: Annotated[
        datetime, typer.Option("--on", formats=["%Y-%m-%d"], help="Day of the survey (C.E.)")
    ],
    survey: Annotated[
        str, typer.Option(help="Code of the survey of users that belongs to it")
    ] = "",
    title_th: Annotated[str, typer.Option(help="Its title in Thai; else its code")] = "",
    title_en: Annotated[str, typer.Option(help="Its title in English; else its code")] = "",
    as_json: AsJson = False,
) -> None:
    """Take in an earlier cycle from a file of agencies: a row an agency, a column a question."""
    with centre.opened():
        from odms.assessment import actions, queries

        cycle = actions.import_cycle(
            by=centre.user(by),
            path=file,
            name=file.name,
            code=code,
            title={"th": title_th or code, "en": title_en or code},
            surveyed_date=date(day.year, day.month, day.day),
            survey=survey,
            at=_now(),
        )
        told = queries.status(cycle)
        if as_json:
            speech.give_json(told)
        else:
            n, of = told["n_publishing"], told["n_agencies"]
            speech.give(speech.sentence("assessment.imported", cycle=code, n=n, of=of))


@app.command("open")
def open_cycle(
    code: Annotated[str, typer.Argument(metavar="CODE", help="Code of the new cycle")],
    framework: Annotated[list[str], typer.Option(help="Code of a framework; may be repeated")],
    by: By,
    agency: Annotated[
        list[str], typer.Option(help="Slug of an agency; may be repeated; none: all")
    ] = [],  # noqa: B006 - typer reads it and nobody changes it
    declare_until: Annotated[str, typer.Option(help="Last day to declare, YYYY-MM-DD")] = "",
    review_until: Annotated[str, typer.Option(help="Last day of the review")] = "",
    appeal_until: Annotated[str, typer.Option(help="Last day to appeal")] = "",
    title_th: Annotated[str, typer.Option(help="Its title in Thai; else its code")] = "",
    title_en: Annotated[str, typer.Option(help="Its title in English; else its code")] = "",
) -> None:
    """Open a cycle for agencies: all of them, or those that are named."""
    with centre.opened():
        from odms.assessment import actions
        from odms.people import queries as people

        named = [people.get_agency(one) for one in agency]
        actions.open_cycle(
            by=centre.user(by),
            code=code,
            title={"th": title_th, "en": title_en},
            frameworks=framework,
            agencies=named or people.list_agencies(),
            declare_until=_day(declare_until),
            review_until=_day(review_until),
            appeal_until=_day(appeal_until),
            at=_now(),
        )
        speech.give(code)


@app.command("step")
def step(
    code: Code,
    deed: Annotated[
        str, typer.Argument(metavar="STEP", help="start, review, hear, close or publish")
    ],
    by: By,
) -> None:
    """Take a cycle on: let agencies declare, review, hear appeals, close and freeze, publish."""
    with centre.opened():
        from odms.assessment import actions, queries

        cycle = queries.get_cycle(code)
        moved = actions.move(by=centre.user(by), cycle=cycle, deed=deed, at=_now())
        speech.give(moved.state)


@app.command("verify")
def verify(code: Code, as_json: AsJson = False) -> None:
    """Hold a closed cycle against its hash; exit 1 where anything was changed since."""
    with centre.opened():
        from odms.assessment.queries import cycles

        cycle = cycles.get_cycle(code)
        changed = cycles.faults(cycle)
        if as_json:
            speech.give_json({"code": code, "hash": cycle.hash, "changed": changed})
        else:
            said = "assessment.changed_since" if changed else "assessment.is_whole"
            speech.give(speech.sentence(said, cycle=code, names=", ".join(changed)))
        if changed:
            raise typer.Exit(1)


def _row(cycle: Any) -> dict[str, Any]:
    return {
        "code": cycle.code,
        "state": cycle.state,
        "surveyed_on": cycle.surveyed_date.isoformat() if cycle.surveyed_date else "",
        "title": getattr(cycle, f"title_{speech.language()}"),
        "frameworks": cycle.frameworks,
        "hash": cycle.hash,
    }


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{share:.1%}"


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise typer.BadParameter(f"{text} is no day; write YYYY-MM-DD") from None


def _now() -> Any:
    from django.utils import timezone

    return timezone.now()
