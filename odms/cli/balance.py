"""`odms balance`: supply against demand, and computing it."""

from typing import Annotated

import typer

from odms.cli import centre, speech


def balance(
    by: Annotated[str, typer.Option(help="theme, agency or province")] = "theme",
    compute: Annotated[
        bool, typer.Option("--compute", help="Compute it now; it is done every night too")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Write the result as JSON")] = False,
) -> None:
    """Shares of supply and demand, the least served first."""
    with centre.opened():
        from django.utils import timezone

        from odms.assessment import actions
        from odms.assessment.queries import balance as queries

        if compute:
            actions.compute_balance(at=timezone.now())
        rows = [
            {
                "code": one.subject.slug,
                "supply": one.supply,
                "demand": one.demand,
                "gap": round(one.gap, 6),
                "band": one.band,
                "name": one.subject.name_en if speech.language() == "en" else one.subject.name_th,
            }
            for one in queries.list_balance(by)
        ]
        if as_json:
            speech.give_json(rows)
            return
        heads = ["code", "supply", "demand", "gap", "band", "name"]
        speech.give_table(heads, [[f"{row[head]}" for head in heads] for row in rows])
