"""Networks of partners: the list, one, proposing, asking to join, and leading one's own."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from odms.catalogue import queries as catalogue
from odms.definitions import national
from odms.errors import Forbidden, Invalid, Refused
from odms.people import queries as people
from odms.people.rules import can_do
from odms.programme import actions
from odms.programme.queries import together
from odms.voice import queries as voice
from odms.web import told
from odms.web.doors import door, form, page, person_of, status_of
from odms.web.forms.base import DeskForm
from odms.web.forms.together import (
    ChangeForm,
    FinishForm,
    JoinForm,
    NetworkForm,
    OutcomeForm,
    ReasonForm,
    StepForm,
)

SIGNS = {"proposed": "up", "running": "", "declined": "na", "ended": "ok"}


@page("catalogue.read")
def index(request: HttpRequest) -> HttpResponse:
    """The networks at work and ended; for the centre, those that wait too."""
    person = person_of(request)
    may_approve = can_do(person, "network.approve")
    found = [_line(one) for one in together.list_networks()]
    shown = {
        "networks": found,
        "n_running": sum(line["one"].state == "running" for line in found),
        "n_calling": sum(line["one"].is_calling for line in found),
        "waiting": [_line(one) for one in together.list_networks(states=("proposed",))]
        if may_approve
        else [],
        "figures": together.figures(),
    }
    return render(request, "public/programme/networks.html", shown)


@page("catalogue.read")
def show(request: HttpRequest, slug: str) -> HttpResponse:
    """One network: problem, partners, data, milestones, outcomes."""
    return _network_page(request, slug)


@page("network.propose")
def _show_new(request: HttpRequest) -> HttpResponse:
    return _new_page(request, _new_form(request))


@form("network.propose")
def _take_new(request: HttpRequest) -> HttpResponse:
    typed = _new_form(request, request.POST)
    if not typed.is_valid():
        return _new_page(request, typed, 422)
    try:
        made = actions.propose_network(by=request.user, at=timezone.now(), **typed.told)
    except Refused as refused:
        typed.refuse(refused)
        return _new_page(request, typed, max(status_of(refused), 422))
    return redirect("network", slug=made.slug)


new = door(get=_show_new, post=_take_new)


@page("network.join")
def _show_join(request: HttpRequest, slug: str) -> HttpResponse:
    network = together.get_network(slug, person_of(request))
    return _join_page(request, network, _join_form(request))


@form("network.join")
def _take_join(request: HttpRequest, slug: str) -> HttpResponse:
    network = together.get_network(slug, person_of(request))
    typed = _join_form(request, request.POST)
    if not typed.is_valid():
        return _join_page(request, network, typed, 422)
    try:
        actions.ask_to_join(by=request.user, network=network, at=timezone.now(), **typed.told)
    except Refused as refused:
        typed.refuse(refused)
        return _join_page(request, network, typed, max(status_of(refused), 422))
    messages.success(request, _("The owner of the network was told, and decides"))
    return redirect("network", slug=slug)


join = door(get=_show_join, post=_take_join)


@page("network.edit")
def _show_manage(request: HttpRequest, slug: str) -> HttpResponse:
    return _manage_page(request, _own(request, slug))


@form("network.edit")
def _take_manage(request: HttpRequest, slug: str) -> HttpResponse:
    network, deed = _own(request, slug), request.POST.get("deed", "")
    forms = _forms(network, request.POST)
    if deed in _OF_PARTNER:
        typed: DeskForm = ReasonForm(request.POST) if deed == "refuse" else DeskForm(request.POST)
    elif deed in forms:
        typed = forms[deed]
    else:
        raise Invalid("web.unknown_deed", deed=deed)
    if not typed.is_valid():
        return _manage_page(request, network, deed, typed, 422)
    try:
        _do(request, network, deed, typed.cleaned_data)
    except Refused as refused:
        typed.refuse(refused)
        return _manage_page(request, network, deed, typed, max(status_of(refused), 409))
    messages.success(request, _("Saved"))
    return redirect("network-manage", slug=slug)


manage = door(get=_show_manage, post=_take_manage)

_OF_PARTNER = ("accept", "refuse", "leave")


def _do(request: HttpRequest, network: Any, deed: str, typed: dict[str, Any]) -> None:
    given: dict[str, Any] = {"by": request.user, "at": timezone.now()}
    doing: dict[str, Callable[[], object]] = {
        "change": lambda: actions.change_network(
            network=network, **typed | {"datasets": _datasets(typed["datasets"])}, **given
        ),
        "step": lambda: actions.add_step(network=network, **typed, **given),
        "finish": lambda: actions.finish_step(
            step=together.get_step(network, typed["step"]), evidence=typed["evidence"], **given
        ),
        "outcome": lambda: actions.add_outcome(network=network, **typed, **given),
    }
    if deed in _OF_PARTNER:
        partner = together.get_partner(network, request.POST.get("partner", ""))
        actions.move_partner(partner=partner, deed=deed, reason=typed.get("reason", ""), **given)
    elif deed in doing:
        doing[deed]()
    else:
        actions.move_network(network=network, deed=deed, reason=typed.get("reason", ""), **given)


def _datasets(text: str) -> list[Any]:
    return [catalogue.get_dataset(slug.strip()) for slug in text.split() if slug.strip()]


def _forms(network: Any, data: Any = None) -> dict[str, DeskForm]:
    """The forms of what can be done to a network in its state."""
    if network.state == "proposed":
        return {"approve": DeskForm(data), "decline": ReasonForm(data, auto_id="decline_%s")}
    if network.state != "running":
        return {}
    slugs = "\n".join(one.slug for one in network.datasets.all())
    known = {"problem": network.problem, "call": network.call, "datasets": slugs}
    known["is_calling"] = network.is_calling
    waiting = [one for one in network.steps.all() if one.done_at is None]
    found: dict[str, DeskForm] = {
        "change": ChangeForm(data, initial=known, auto_id="change_%s"),
        "step": StepForm(data, auto_id="step_%s"),
        "finish": FinishForm(data, steps=waiting, auto_id="finish_%s"),
        "outcome": OutcomeForm(
            data, showcases=voice.list_showcases(limit=None), auto_id="outcome_%s"
        ),
        "end": ReasonForm(data, auto_id="end_%s"),
    }
    return found if waiting else {name: one for name, one in found.items() if name != "finish"}


def _own(request: HttpRequest, slug: str) -> Any:
    person = person_of(request)
    network = together.get_network(slug, person)
    if not together.manages(network, person):
        raise Forbidden("programme.not_the_owner")
    return network


def _new_form(request: HttpRequest, data: Any = None) -> NetworkForm:
    return NetworkForm(data, agencies=people.agencies_of(request.user))


def _join_form(request: HttpRequest, data: Any = None) -> JoinForm:
    return JoinForm(data, agencies=people.agencies_of(request.user))


def _new_page(request: HttpRequest, typed: NetworkForm, status: int = 200) -> HttpResponse:
    return render(request, "public/programme/network_new.html", {"form": typed}, status=status)


def _join_page(
    request: HttpRequest, network: Any, typed: JoinForm, status: int = 200
) -> HttpResponse:
    shown = {"network": network, "form": typed}
    return render(request, "public/programme/network_join.html", shown, status=status)


def _network_page(request: HttpRequest, slug: str) -> HttpResponse:
    person = person_of(request)
    network = together.get_network(slug, person)
    may_manage = together.manages(network, person)
    shown = _line(network) | {
        "partners": together.list_partners(network, "joined"),
        "n_asking": len(together.list_partners(network, "asked")) if may_manage else 0,
        "datasets": network.datasets.all(),
        "may_manage": may_manage,
    }
    return render(request, "public/programme/network.html", shown)


def _manage_page(
    request: HttpRequest,
    network: Any,
    deed: str = "",
    typed: DeskForm | None = None,
    status: int = 200,
) -> HttpResponse:
    forms = _forms(network) | ({deed: typed} if typed and deed not in _OF_PARTNER else {})
    titles = {
        "approve": (_("Let it begin"), _("Approve")),
        "decline": (_("Decline"), _("Decline with this reason")),
        "change": (_("What it is about"), _("Save")),
        "step": (_("Add a milestone"), _("Add")),
        "finish": (_("A milestone is reached"), _("It is reached")),
        "outcome": (_("Tell what came of it"), _("Add")),
        "end": (_("End the network"), _("End it")),
    }
    may_approve = can_do(person_of(request), "network.approve")
    shown = _line(network) | {
        "form": typed,
        "asking": together.list_partners(network, "asked"),
        "joined": together.list_partners(network, "joined"),
        "blocks": [
            {"deed": name, "heading": titles[name][0], "button": titles[name][1], "form": one}
            for name, one in forms.items()
            if may_approve or name not in ("approve", "decline")
        ],
    }
    return render(request, "desk/network.html", shown, status=status)


def _line(one: Any) -> dict[str, Any]:
    goals = [goal for goal in national("sdgs.yaml") if goal["code"] in one.goals]
    return {
        "one": one,
        "sign": SIGNS[one.state],
        "state": told.words(f"programme.network.{one.state}"),
        "goals": [f"{goal['code']} {goal[told.language()]}" for goal in goals],
    }
