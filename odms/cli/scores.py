"""`odms scores`: how datasets are scored, one, those of an agency, or all together."""

from typing import Annotated, Any

import typer

from odms.cli import centre, speech

_HEADS = ["framework", "points", "of", "grade"]


def scores(
    name: Annotated[
        str, typer.Argument(metavar="[DATASET|AGENCY]", help="Slug; none: the whole centre")
    ] = "",
    anew: Annotated[bool, typer.Option("--anew", help="Score every dataset first")] = False,
    history: Annotated[
        bool, typer.Option("--history", help="Tell how the figures changed")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Write the result as JSON")] = False,
) -> None:
    """Tell the scores of a dataset, of an agency's datasets or of all, and the next points."""
    with centre.opened():
        from django.utils import timezone

        from odms.health import actions

        at = timezone.now()
        if anew:
            actions.score_all(at=at)
        actions.follow(at=at)
        kind, id, row = _found(name)
        if history:
            _give_history(kind, id, as_json=as_json)
        else:
            _give(row, as_json=as_json)


def _found(name: str) -> tuple[str, str, Any]:
    """Kind and identifier of what is named, and its marks. Raises Absent."""
    from odms.catalogue import queries as catalogue
    from odms.errors import Absent
    from odms.health.queries import scores
    from odms.health.rules import CENTRE
    from odms.people import queries as people

    if not name:
        return "centre", CENTRE, scores.get_centre_marks()
    try:
        dataset = catalogue.get_dataset(name)
        return "dataset", dataset.id, scores.get_marks(dataset)
    except Absent:
        pass
    try:
        agency = people.get_agency(name)
    except Absent:
        raise Absent("health.no_such_marked", name=name) from None
    return "agency", agency.id, scores.get_agency_marks(agency)


def _give(row: Any, *, as_json: bool) -> None:
    from odms.errors import Absent
    from odms.health.queries import scores

    if row is None:
        raise Absent("health.not_scored")
    told, language = scores.record(row), speech.language()
    if as_json:
        speech.give_json(told)
        return
    marks = told["frameworks"]
    speech.give_table(
        _HEADS,
        [[m["framework"], f"{m['points']:g}", m["of"], m["grade_name"][language]] for m in marks],
    )
    lines = [[one["how"][language], f"+{one['points']:g}", one["minutes"]] for one in told["next"]]
    speech.give_table(["next", "points", "minutes"], lines)


def _give_history(kind: str, id: str, *, as_json: bool) -> None:
    from odms.health.queries import scores

    rows = scores.list_history(kind, id)
    if as_json:
        names = ("day", "framework", "points", "grade")
        speech.give_json([{name: getattr(row, name) for name in names} for row in rows])
    else:
        speech.give(scores.history_csv(rows).replace("\r\n", "\n").rstrip())
