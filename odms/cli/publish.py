"""`odms publish` and `odms approve`: a file on its way to the public, by two people."""

import time
from pathlib import Path
from typing import Annotated, Any

import typer

from odms.cli import centre, speech
from odms.cli.measures import column_measure

_READ_WITHIN_S = 1800.0
_LOOK_EVERY_S = 0.5

By = Annotated[str, typer.Option("--as", metavar="EMAIL", envvar="ODMS_AS", help="Who does it")]
AsJson = Annotated[bool, typer.Option("--json", help="Write the result as JSON")]


def publish(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", exists=True, dir_okay=False, help="The file")
    ],
    dataset: Annotated[str, typer.Option(help="Slug of the dataset; a new one is made")],
    by: By,
    agency: Annotated[str, typer.Option(help="Slug of the agency, for a new dataset")] = "",
    title: Annotated[str, typer.Option(help="Title in Thai")] = "",
    record: Annotated[
        Path | None,
        typer.Option(exists=True, dir_okay=False, help="YAML with fields of the record"),
    ] = None,
    drop: Annotated[
        list[str] | None, typer.Option(metavar="COLUMN", help="Personal column to leave out")
    ] = None,
    mask: Annotated[
        list[str] | None, typer.Option(metavar="COLUMN", help="Personal column to mask")
    ] = None,
    keep: Annotated[
        list[str] | None,
        typer.Option(metavar="COLUMN=REASON", help="Personal column to keep, and why"),
    ] = None,
    measure: Annotated[
        list[str] | None,
        typer.Option(metavar="COLUMN=MEASURE[:name=value,…]", help="Measure upon a column"),
    ] = None,
    note: Annotated[str, typer.Option(help="A word to the approver")] = "",
    quality_reason: Annotated[
        str, typer.Option(help="Why it is published below the agency's threshold of quality")
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Deliver a file, have it read, describe it and hand it to the approvers."""
    with centre.opened():
        changes = _changes(record, title)
        delivery = _delivered(file, dataset, agency, by)
        case = _case(delivery, dataset, by, changes)
        _decide(delivery, by, drop or [], mask or [], keep or [], measure or [])
        _submit(case, by, note, quality_reason)
        _show(case, as_json=as_json)
        speech.tell("cli.publish.submitted", number=case.number)


def approve(
    case: Annotated[str, typer.Argument(metavar="CASE", help="Number or identifier of the case")],
    by: By,
    order_number: Annotated[
        str, typer.Option(help="Number of the order; empty: the agency's next")
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Approve a case that another person submitted, and publish it at once; where the rules ask for
    two approvers, the second publishes it."""
    with centre.opened():
        from odms.people.queries import get_person
        from odms.publication import actions
        from odms.search import actions as search

        user = centre.user(by)
        found = _find(case, get_person(user))
        found = actions.approve(by=user, case=found, order_number=order_number, at=_now())
        found = actions.publish(case=found, at=_now())
        search.follow()
        _show(found, as_json=as_json)


def _changes(record: Path | None, title: str) -> dict[str, Any]:
    """What the file of the record and the options say about the dataset. Raises Invalid."""
    import yaml

    from odms.errors import Invalid

    told: Any = {}
    if record is not None:
        try:
            told = yaml.safe_load(record.read_text(encoding="utf-8")) or {}
        except (yaml.YAMLError, UnicodeDecodeError):
            raise Invalid("cli.publish.record_unreadable", name=record.name) from None
        if not isinstance(told, dict):
            raise Invalid("cli.publish.record_unreadable", name=record.name)
    return told | ({"title_th": title} if title else {})


def _delivered(file: Path, slug: str, agency: str, by: str) -> Any:
    """The delivery of the file, read to its end, here or by the worker that was faster."""
    from odms.catalogue.rules import check_slug
    from odms.intake import actions
    from odms.people import queries as people

    check_slug(slug)
    user = centre.user(by)
    known = _known(slug, people.get_person(user))
    with file.open("rb") as stream:
        delivery = actions.receive(
            by=user,
            agency=known.agency if known else people.get_agency(_needed(agency, slug)),
            stream=stream,
            name=file.name,
            way="cli",
            dataset=known,
            slug=slug,
            at=_now(),
        )
    actions.work_on(delivery_id=delivery.id, at=_now())
    return _finished(delivery.id, people.get_person(user))


def _known(slug: str, person: Any) -> Any:
    """The dataset with this slug, None where a new one is wanted."""
    from odms.catalogue import queries as catalogue
    from odms.errors import Absent

    try:
        return catalogue.get_dataset(slug, person=person)
    except Absent:
        return None


def _needed(agency: str, slug: str) -> str:
    from odms.errors import Invalid

    if not agency:
        raise Invalid("cli.publish.agency_needed", slug=slug)
    return agency


def _finished(delivery_id: str, person: Any) -> Any:
    """The delivery once it was read. Raises Unreadable with its trouble."""
    from odms.errors import TooLarge, Unreadable
    from odms.intake import queries

    until = time.monotonic() + _READ_WITHIN_S
    while time.monotonic() < until:
        delivery = queries.get_delivery(delivery_id, person)
        if delivery.state == "failed":
            raise Unreadable(delivery.trouble["code"], **delivery.trouble["facts"])
        if delivery.state == "read":
            return delivery
        time.sleep(_LOOK_EVERY_S)
    raise TooLarge("cli.publish.takes_long", id=delivery_id)


def _case(delivery: Any, slug: str, by: str, changes: dict[str, Any]) -> Any:
    """The delivery's case, with what was told of the dataset in its record."""
    from odms.publication import actions

    user = centre.user(by)
    case = actions.open_case(by=user, delivery=delivery, at=_now())
    if case.dataset.slug != slug:
        changes = {"slug": slug} | changes
    if changes and case.state == "draft":
        case = actions.change_record(by=user, case=case, changes=changes, at=_now())
    return case


def _decide(
    delivery: Any,
    by: str,
    drop: list[str],
    mask: list[str],
    keep: list[str],
    measures: list[str],
) -> None:
    """Decide about columns in every table that has them."""
    deeds: dict[str, dict[str, Any]] = {column: {"deed": "drop"} for column in drop}
    deeds |= {column: {"deed": "mask"} for column in mask}
    for text in keep:
        column, _, reason = text.partition("=")
        deeds[column] = {"deed": "keep", "reason": reason}
    for column, measure, parameters in map(column_measure, measures):
        deeds[column] = {"deed": measure, "parameters": parameters}
    for column, deed in deeds.items():
        _decide_one(delivery, centre.user(by), column, deed)


def _decide_one(delivery: Any, user: Any, column: str, deed: dict[str, Any]) -> None:
    from odms.errors import Absent
    from odms.intake import actions, queries

    tables = [
        table
        for table in queries.list_tables(delivery)
        if column in {known["name"] for known in table.columns}
    ]
    if not tables:
        raise Absent("intake.no_such_column", column=column)
    for table in tables:
        actions.decide_column(by=user, table=table, column=column, at=_now(), **deed)


def _submit(case: Any, by: str, note: str, quality_reason: str) -> Any:
    """Submit; whatever is lacking is told line by line before the refusal."""
    from odms.errors import Invalid
    from odms.publication import actions

    try:
        return actions.submit(
            by=centre.user(by), case=case, note=note, quality_reason=quality_reason, at=_now()
        )
    except Invalid as refusal:
        for lack in refusal.facts.get("lacks", ()):
            if lack["severity"] == "error":
                speech.tell_item(speech.sentence(lack["code"], **lack["facts"]))
        raise


def _find(text: str, person: Any) -> Any:
    """The case with this number or identifier. Raises Absent."""
    from odms.publication import queries

    if text.isdecimal():
        for case in queries.list_cases(person):
            if case.number == int(text):
                return case
    return queries.get_case(text, person)


def _show(case: Any, *, as_json: bool) -> None:
    from odms.publication.queries import get_case_by_id

    case = get_case_by_id(case.id)
    row = {
        "case": case.number,
        "id": case.id,
        "state": case.state,
        "dataset": case.dataset.slug,
        "dataset_state": case.dataset.state,
    }
    if as_json:
        speech.give_json(row)
    else:
        speech.give("\t".join(str(value) for value in row.values()))


def _now() -> Any:
    from django.utils import timezone

    return timezone.now()
