"""`odms programme`: the roadmap, its indicators, and computing them."""

from typing import Annotated

import typer

from odms.cli import centre, speech

app = typer.Typer(help="The national programme: roadmap and indicators.", no_args_is_help=True)

AsJson = Annotated[bool, typer.Option("--json", help="Write the result as JSON")]


@app.command("roadmap")
def roadmap(as_json: AsJson = False) -> None:
    """List steps, milestones and gaps: who does them, by when, how far they are."""
    with centre.opened():
        from odms.programme import queries

        rows = [
            {
                "code": one.code,
                "kind": one.kind,
                "year_be": one.year,
                "state": one.state,
                "owner": one.agency.slug if one.agency else one.owner,
                "due_date": one.due_date.isoformat() if one.due_date else "",
                "title": one.title_en if speech.language() == "en" else one.title_th,
            }
            for one in queries.list_milestones()
        ]
        if as_json:
            speech.give_json(rows)
            return
        heads = ["code", "kind", "year_be", "state", "owner", "due_date", "title"]
        speech.give_table(heads, [[row[head] or "" for head in heads] for row in rows])


@app.command("indicators")
def indicators(as_json: AsJson = False) -> None:
    """List the indicators with what was computed last, baseline and target."""
    with centre.opened():
        from odms.programme import queries

        rows = [
            {
                "code": one.code,
                "unit": one.unit,
                "value": one.value,
                "baseline": one.baseline,
                "target": one.target,
                "name": one.name_en if speech.language() == "en" else one.name_th,
            }
            for one in queries.list_indicators()
        ]
        if as_json:
            speech.give_json(rows)
            return
        heads = ["code", "unit", "value", "baseline", "target", "name"]
        told = [["–" if row[head] is None else row[head] for head in heads] for row in rows]
        speech.give_table(heads, told)


@app.command("measure")
def measure(as_json: AsJson = False) -> None:
    """Compute every indicator now; it is done every night too."""
    with centre.opened():
        from django.utils import timezone

        from odms.programme import actions

        changed = actions.measure(at=timezone.now())
        if as_json:
            speech.give_json(changed)
        else:
            speech.give(speech.sentence("cli.programme.measured", n=len(changed)))
