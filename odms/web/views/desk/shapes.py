"""What the pages of the desk are made of: names, lists of cases, histories, refusals."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from odms.errors import Absent, Refused
from odms.people.rules import can_do
from odms.publication import queries as publication
from odms.web import formats
from odms.web.doors import person_of, status_of
from odms.web.told import language, words
from odms.web.views.desk.badges import case_badge
from odms.web.views.desk.progress import gates_of, steps


def case_page(request: HttpRequest, case: Any, current: str) -> dict[str, Any]:
    """What every page of a case shows: title, agency, gates, steps, and whether it can be edited."""
    gates = gates_of(case, publication.list_gates(case))
    return {
        "case": case,
        "title": title_of(case),
        "agency": agency_name(case.dataset.agency),
        "gates": gates,
        "n_lacking": gates.n_lacking,
        "steps": steps(current, case=case, delivery=case.delivery, gates=gates),
        "revision": publication.revision_of(case),
        "may_edit": case.state == "draft"
        and can_do(person_of(request), "case.edit", case.dataset.agency_id),
    }


def revision(request: HttpRequest) -> int | None:
    """The revision of the case that a form was filled for; None where it carries none."""
    text = request.POST.get("revision", "")
    return int(text) if text.isdecimal() else None


def reasons(case: Any) -> list[str]:
    """Why an update needs a person, a sentence each."""
    return [_reason(one) for one in case.reasons]


def _reason(one: dict[str, Any]) -> str:
    try:
        return words(one["code"], one["facts"])
    except KeyError:  # what it told of was destroyed, and its facts with it
        return words("publication.decision.forgotten", {"code": one["code"]})


def case_line(case: Any) -> dict[str, Any]:
    """A case in a list."""
    return {
        "number": case.number,
        "title": title_of(case),
        "address": reverse("desk-case", kwargs={"id": case.id}),
        "badge": case_badge(case),
        "words": f"{case.opened_by.name} · {formats.moment(case.opened_at, language())}",
    }


def title_of(case: Any) -> str:
    """The title a case proposes; that of its dataset until there is one."""
    return formats.in_language(case.record, "title", language())[0] or dataset_title(case.dataset)


def dataset_title(dataset: Any) -> str:
    """A dataset's title in the language of the page, in Thai where it has no other."""
    return formats.in_language(dataset, "title", language())[0]


def agency_name(agency: Any) -> str:
    """An agency's name in the language of the page."""
    return formats.in_language(agency, "name", language())[0]


def delivery_of(case: Any) -> Any:
    """The delivery of a case. Raises Absent where the case changes words alone."""
    if case.delivery is None:
        raise Absent("web.no_file_in_case")
    return case.delivery


@dataclass(frozen=True)
class Trace:
    """One entry of a history."""

    label: str
    words: str
    actor_name: str
    at: Any
    on_behalf_of: str = ""


def trail(entries: Sequence[Any]) -> list[Trace]:
    """Entries of the ledger, newest first."""
    return [
        Trace(
            label=words(f"ledger.verb.{entry.verb}"),
            words=str(entry.facts.get("reason") or entry.facts.get("note") or ""),
            actor_name=entry.actor_name,
            at=entry.at,
            on_behalf_of=str(entry.facts.get("on_behalf_of", "")),
        )
        for entry in reversed(entries)
    ]


def status(refused: Refused) -> int:
    """The status of a form that comes back with a refusal: 422 for what was typed wrong."""
    found = status_of(refused)
    return 422 if found == 400 else found


def refusal(refused: Refused) -> dict[str, str]:
    """A refusal that a page shows above its content."""
    return {"sentence": words(refused.code, refused.facts)}
