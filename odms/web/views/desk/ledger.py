"""The ledger for auditors: its entries, and whether the chain of hashes holds."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from odms.ledger import queries as ledger
from odms.ledger.rules import VERBS, Verdict
from odms.people import queries as people
from odms.people.rules import Person, can_do
from odms.web import formats
from odms.web.doors import form, page, person_of
from odms.web.told import language, words

N_ENTRIES = 50
KINDS = {
    "agency": gettext_lazy("Agency"),
    "person": gettext_lazy("Person"),
    "dataset": gettext_lazy("Dataset"),
    "delivery": gettext_lazy("Delivery"),
    "case": gettext_lazy("Case"),
    "destruction": gettext_lazy("Order to destroy"),
    "plan": gettext_lazy("Item of the plan"),
    "application": gettext_lazy("Application"),
    "entry": gettext_lazy("Inventory entry"),
    "data-survey": gettext_lazy("Survey of data"),
    "connection": gettext_lazy("Database connection"),
    "request": gettext_lazy("Request"),
    "feedback": gettext_lazy("Feedback"),
    "question": gettext_lazy("Question"),
    "showcase": gettext_lazy("Reuse"),
    "survey": gettext_lazy("Questionnaire"),
}

# kinds of things that have a page on the desk, and its name
ROUTES = {
    "case": "desk-case",
    "plan": "desk-plan-item",
    "delivery": "desk-delivery",
    "entry": "desk-inventory-entry",
    "data-survey": "desk-inventory-survey",
    "application": "desk-application",
    "destruction": "desk-destruction",
    "request": "desk-voice-request",
    "feedback": "desk-voice-feedback",
    "survey": "desk-survey",
    "showcase": "desk-showcase",
}


@page("ledger.read")
def show(request: HttpRequest) -> HttpResponse:
    """Entries, newest first, of the agencies whose ledger this person may read."""
    return _ledger_page(request)


@form("ledger.read")
def verify(request: HttpRequest) -> HttpResponse:
    """Walk the whole chain and tell whether it holds."""
    return _ledger_page(request, verdict=_verdict(ledger.verify()))


def _ledger_page(request: HttpRequest, **told: Any) -> HttpResponse:
    agencies = _agencies(person_of(request))
    agency, verb = request.GET.get("agency", ""), request.GET.get("verb", "")
    before = request.GET.get("before", "")
    entries = ledger.list_latest(
        before=int(before) if before.isdecimal() else None,
        limit=N_ENTRIES,
        agency_ids=_asked_agencies(person_of(request), agencies, agency),
        verbs=(verb,) if verb in VERBS else (),
    )
    shown = {
        "entries": [_entry(entry) for entry in entries],
        "caption": ngettext("%(n)s entry", "%(n)s entries", len(entries)) % {"n": len(entries)},
        "verbs": [(code, words(f"ledger.verb.{code}")) for code in VERBS],
        "verb": verb,
        "agencies": agencies.items(),
        "agency": agency,
        "older": _older(entries, verb, agency),
    }
    return render(request, "desk/ledger.html", shown | told)


def _agencies(person: Person | None) -> dict[str, str]:
    """The agencies whose ledger the person may read, by id."""
    return {
        agency.id: formats.in_language(agency, "name", language())[0]
        for agency in people.list_agencies()
        if can_do(person, "ledger.read", agency.id)
    }


def _asked_agencies(
    person: Person | None, agencies: dict[str, str], asked: str
) -> list[str] | None:
    """Whose entries to list; None for all, which the centre's people alone may see."""
    if asked in agencies:
        return [asked]
    # an agency that nobody has a role in: passed by the centre's own marks only
    return None if can_do(person, "ledger.read", "") else list(agencies)


def _verdict(verdict: Verdict) -> dict[str, str]:
    if verdict.is_whole:
        return {
            "heading": _("The chain holds"),
            "words": ngettext(
                "%(n)s entry was checked, and none was changed, taken out or moved.",
                "%(n)s entries were checked, and none was changed, taken out or moved.",
                verdict.n,
            )
            % {"n": formats.number(verdict.n)},
        }
    return {
        "heading": _("The chain is broken at entry %(n)s") % {"n": verdict.first_broken},
        "words": words(verdict.why, {"seq": verdict.first_broken}),
    }


def _entry(entry: Any) -> dict[str, Any]:
    return {
        "seq": entry.seq,
        "at": entry.at,
        "label": words(f"ledger.verb.{entry.verb}"),
        "actor_name": _("A visitor") if entry.actor_kind == "visitor" else entry.actor_name,
        "on_behalf_of": entry.facts.get("on_behalf_of", ""),
        "subject": _subject(entry),
        "address": _address(entry),
        "hash": entry.hash,
    }


def _subject(entry: Any) -> str:
    """What it was done to, by the name the entry itself tells, else by its kind and id."""
    facts = entry.facts
    if name := facts.get("title_th") or facts.get("name_th") or facts.get("name"):
        return str(name)
    return f"{KINDS.get(entry.subject_kind, entry.subject_kind)} …{entry.subject_id[-6:]}"


def _address(entry: Any) -> str:
    route = ROUTES.get(entry.subject_kind)
    return reverse(route, kwargs={"id": entry.subject_id}) if route else ""


def _older(entries: list[Any], verb: str, agency: str) -> str:
    """The address of the entries before these, empty where there are none."""
    if len(entries) < N_ENTRIES:
        return ""
    asked = {"verb": verb, "agency": agency, "before": entries[-1].seq}
    return "?" + urlencode({name: value for name, value in asked.items() if value})
