"""`odms figures`: the figures of the nation, an agency, a ministry, a theme or a province."""

from typing import Annotated, Any

import typer

from odms.cli import centre, speech

_HEADS = ["figure", "value", "n", "of", "name"]


def figures(
    kind: Annotated[
        str, typer.Argument(metavar="[KIND]", help="nation, agency, ministry, theme or province")
    ] = "nation",
    slug: Annotated[
        str, typer.Argument(metavar="[SLUG]", help="Slug of the agency, else the code")
    ] = "",
    day: Annotated[str, typer.Option(help="A past day, YYYY-MM-DD; now unless named")] = "",
    anew: Annotated[bool, typer.Option("--anew", help="Compute every figure first")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Write the result as JSON")] = False,
) -> None:
    """Tell the figures of the nation or of a part of it, with how many each is of."""
    with centre.opened():
        from django.utils import timezone

        from odms.assessment import actions
        from odms.assessment.queries import figures as reading

        at = timezone.now()
        (actions.compute_all if anew else actions.follow)(at=at)
        subject = reading.get_subject(kind, slug)
        told = reading.get_told(subject, day=reading.check_day(day, at=at))
        _give(told.counts, as_json=as_json)


def _give(counts: Any, *, as_json: bool) -> None:
    from odms.assessment import sums

    found, language = sums.figures(counts), speech.language()
    if as_json:
        speech.give_json(
            [
                {
                    "code": one.code,
                    "name": dict(one.declared.names),
                    "unit": one.declared.unit,
                    "value": one.value,
                    "n": one.n,
                    "of": one.of,
                }
                for one in found
            ]
        )
        return
    speech.give_table(
        _HEADS,
        [
            [one.code, _said(one.value), _said(one.n), _said(one.of), one.declared.names[language]]
            for one in found
        ],
    )


def _said(value: float | None) -> str:
    return "–" if value is None else f"{value:.6g}"
