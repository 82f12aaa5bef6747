"""The rows with which a centre begins, from `programme.yaml`: what is there already stays as it is."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.db import transaction

from odms.assessment.frameworks import get_framework
from odms.definitions import national
from odms.programme.models import Body, Indicator, Lead, Milestone, Part
from odms.publication.answering import get_process


@transaction.atomic
def take_up() -> None:
    """Add the parts, bodies, indicators and steps of the definitions that are not there yet."""
    told = national("programme.yaml")
    survey, year = national("survey.yaml"), told["first_year"]
    listed = [*_of_definitions(told, survey, year), *_of_oecd(told)]
    new = _missing(Indicator, [Indicator(position=i, **row) for i, row in enumerate(listed)])
    parts = {part.code for part in _missing(Part, _parts(told["parts"]))}
    _missing(Body, [_body(i, one) for i, one in enumerate(told["bodies"])])
    steps = {step.code for step in _missing(Milestone, _steps(told["steps"]))}
    _link_parts(told["indicators"], {one.code for one in new}, parts)
    _link_steps(told["steps"], {one.code for one in new}, steps)


def _missing(table: Any, rows: list[Any]) -> list[Any]:
    """Make the rows whose code is not there yet; which those are."""
    known = set(table.objects.values_list("code", flat=True))
    new = [row for row in rows if row.code not in known]
    table.objects.bulk_create(new)
    return new


def _of_definitions(told: Any, survey: Any, year: int) -> Iterator[dict[str, Any]]:
    whole = {one["indicator"]: one["framework"] for one in told["oecd"]}
    for one in told["indicators"]:
        baseline = _baseline(one, survey)
        yield {
            "code": one["code"],
            "name_th": one["th"],
            "name_en": one["en"],
            "unit": one["unit"],
            "source": one["source"],
            "framework": whole.get(one["code"], ""),
            "baseline": baseline,
            "baseline_year": year if baseline is not None else None,
        }


def _baseline(one: Mapping[str, Any], survey: Mapping[str, Any]) -> float | None:
    """What the survey of 2565 reported of it, as reported; None where it did not ask."""
    match one.get("baseline"):
        case None:
            return None
        case "process":
            number = get_process(one["source"].partition("/")[2]).number
            return float(next(p["share"] for p in survey["processes"] if p["number"] == number))
        case name:
            return float(survey[name])


def _of_oecd(told: Any) -> Iterator[dict[str, Any]]:
    """One indicator for each dimension of a framework of the OECD."""
    for one in told["oecd"]:
        framework = get_framework(one["framework"])
        names = {group.code: group.names for group in framework.groups}
        for group in one["groups"]:
            yield {
                "code": f"{one['indicator']}-{group['code']}",
                "name_th": names[group["code"]]["th"],
                "name_en": names[group["code"]]["en"],
                "unit": "mark",
                "source": f"mark/{framework.code}/{group['code']}",
                "framework": framework.code,
                "group": group["code"],
            }


def _parts(listed: list[dict[str, Any]]) -> list[Part]:
    made: list[Part] = []
    for one in listed:
        made.append(_part(one, one["kind"], None, len(made)))
        for item in one.get("items", ()):
            made.append(_part(item, "item", one["code"], len(made)))
    return made


def _part(one: Mapping[str, Any], kind: str, parent: str | None, position: int) -> Part:
    return Part(
        code=one["code"],
        kind=kind,
        parent_id=parent,
        position=position,
        name_th=one["th"],
        name_en=one["en"],
        about_th=one.get("about_th", ""),
        about_en=one.get("about_en", ""),
    )


def _body(position: int, one: Mapping[str, Any]) -> Body:
    return Body(
        code=one["code"],
        position=position,
        name_th=one["th"],
        name_en=one["en"],
        role_th=one["about_th"],
        role_en=one["about_en"],
        listed_as=one.get("listed_as", ""),
        is_uncertain=one.get("is_uncertain", False),
    )


def _steps(listed: list[dict[str, Any]]) -> list[Milestone]:
    return [
        Milestone(
            code=one["code"],
            kind="step",
            position=position,
            term=one["term"],
            year=one["year"],
            year_until=one.get("year_until"),
            title_th=one["th"],
            title_en=one["en"],
            about_th=one.get("note_th", ""),
            about_en=one.get("note_en", ""),
            is_printed=True,
            is_uncertain=one.get("is_uncertain", False),
        )
        for position, one in enumerate(listed)
    ]


def _link_parts(listed: list[dict[str, Any]], indicators: set[str], parts: set[str]) -> None:
    """Tie indicators to parts, where one of the two is new."""
    Through = Part.indicators.through  # noqa: N806
    Through.objects.bulk_create(
        (
            Through(part_id=part, indicator_id=one["code"])
            for one in listed
            for part in one["parts"]
            if one["code"] in indicators or part in parts
        ),
        ignore_conflicts=True,
    )


def _link_steps(listed: list[dict[str, Any]], indicators: set[str], steps: set[str]) -> None:
    """Tie new steps to their parts and bodies, and steps to indicators where one of the two is new."""
    ids = dict(Milestone.objects.filter(kind="step").values_list("code", "id"))
    for one in listed:
        step, is_new = Milestone(id=ids[one["code"]]), one["code"] in steps
        step.indicators.add(*(code for code in one["indicators"] if is_new or code in indicators))
        if is_new:
            step.parts.add(*one["parts"])
            Lead.objects.bulk_create(
                Lead(
                    milestone=step,
                    body_id=lead["body"],
                    role_th=lead["th"],
                    role_en=lead["en"],
                    position=position,
                )
                for position, lead in enumerate(one.get("leads", ()))
            )
