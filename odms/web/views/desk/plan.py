"""The plan of an agency: what is published first, by whom, and by when."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from odms.errors import Invalid, Refused
from odms.people import queries as people
from odms.people.rules import can_do
from odms.publication import actions, planning
from odms.publication.queries import plan, plan_rows
from odms.web.doors import door, form, page, person_of
from odms.web.forms.base import DeskForm
from odms.web.forms.plan import AddForm, AgreeForm, DropForm, MoveForm, PlanForm, WeighForm
from odms.web.told import language
from odms.web.views.desk import badges, choosing, shapes

Act = Callable[[], object]


@page("plan.read")
def _show(request: HttpRequest) -> HttpResponse:
    return _index_page(request)


@form("plan.read")
def _take(request: HttpRequest) -> HttpResponse:
    agency, deed = _asked(request), request.POST.get("deed", "")
    if deed not in _OF_PLAN:
        raise Invalid("web.unknown_deed", deed=deed)
    typed = _index_forms(agency, request.POST).get(deed, DeskForm(request.POST))
    status = _sent(request, typed, lambda: _OF_PLAN[deed](request.user, agency, typed.cleaned_data))
    if status:
        return _index_page(request, deed, typed, status)
    return redirect(f"{reverse('desk-plan')}?agency={agency.slug}")


index = door(get=_show, post=_take)


@page("plan.read")
def export(request: HttpRequest) -> HttpResponse:
    """The plan as CSV."""
    agency = _asked(request)
    text = plan_rows.as_csv(plan.list_plan(agency), language())
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="plan-{agency.slug}.csv"'
    return response


@page("plan.read")
def _show_item(request: HttpRequest, id: str) -> HttpResponse:
    return _item_page(request, plan.get_item(id, person_of(request)))


@form("plan.edit")
def _take_item(request: HttpRequest, id: str) -> HttpResponse:
    item, deed = plan.get_item(id, person_of(request)), request.POST.get("deed", "")
    if deed not in _OF_ITEM:
        raise Invalid("web.unknown_deed", deed=deed)
    typed = _item_forms(item, request.POST)[deed]
    status = _sent(request, typed, lambda: _OF_ITEM[deed](request.user, item, typed))
    if status:
        return _item_page(request, item, deed, typed, status)
    return redirect("desk-plan-item", id=item.id)


item_page = door(get=_show_item, post=_take_item)

_OF_PLAN: dict[str, Callable[[Any, Any, dict[str, Any]], object]] = {
    "candidates": lambda by, agency, typed: actions.propose_items(
        by=by, agency=agency, things=plan.list_candidates(agency), at=timezone.now()
    ),
    "add": lambda by, agency, typed: actions.propose_items(
        by=by, agency=agency, things=[typed["thing"]], at=timezone.now()
    ),
    "put": lambda by, agency, typed: actions.put_before_head(
        by=by, agency=agency, at=timezone.now()
    ),
    "agree": lambda by, agency, typed: actions.agree(
        by=by, agency=agency, note=typed["note"], at=timezone.now()
    ),
    "disagree": lambda by, agency, typed: actions.agree(
        by=by, agency=agency, answer="no", note=typed["note"], at=timezone.now()
    ),
}

_OF_ITEM: dict[str, Callable[[Any, Any, Any], object]] = {
    "weigh": lambda by, item, typed: actions.weigh(
        by=by,
        item=item,
        weights=typed.weights,
        criteria=typed.cleaned_data["criteria"],
        at=timezone.now(),
    ),
    "assign": lambda by, item, typed: actions.assign(
        by=by, item=item, at=timezone.now(), **typed.assigned
    ),
    "move": lambda by, item, typed: actions.move(
        by=by, item=item, at=timezone.now(), **typed.cleaned_data
    ),
    "drop": lambda by, item, typed: actions.drop(
        by=by, item=item, at=timezone.now(), **typed.cleaned_data
    ),
    "take-up": lambda by, item, typed: actions.take_up(by=by, item=item, at=timezone.now()),
}


def _asked(request: HttpRequest) -> Any:
    return choosing.asked(request, plan.list_readable_agencies(person_of(request)))


def _sent(request: HttpRequest, typed: DeskForm, act: Act) -> int:
    """Do what a form asks for: 0, or the status with which the page is shown again."""
    if not typed.is_valid():
        return 422
    try:
        act()
    except Refused as refused:
        typed.refuse(refused)
        return shapes.status(refused)
    messages.success(request, _("Saved"))
    return 0


def _index_forms(agency: Any, data: Any = None) -> dict[str, DeskForm]:
    agreement = AgreeForm(data)
    return {
        "add": AddForm(data, things=plan.list_addable(agency)),
        "agree": agreement,
        "disagree": agreement,
    }


def _item_forms(item: Any, data: Any = None) -> dict[str, DeskForm]:
    members = people.list_users(agency=item.agency)
    stewards = people.list_holders(item.agency, "steward", at=timezone.now())
    return {
        "weigh": WeighForm(data, item=item, auto_id="weigh_%s"),
        "assign": PlanForm(
            data, item=item, members=members, stewards=stewards, auto_id="assign_%s"
        ),
        "move": MoveForm(data, initial={"place": item.place}, auto_id="move_%s"),
        "drop": DropForm(data, auto_id="drop_%s"),
        "take-up": DeskForm(data),
    }


def _index_page(
    request: HttpRequest, deed: str = "", typed: DeskForm | None = None, status: int = 200
) -> HttpResponse:
    person = person_of(request)
    agency = _asked(request)
    items, today = plan.list_plan(agency), timezone.localdate()
    forms = _index_forms(agency) | ({deed: typed} if typed else {})
    agreement = plan.get_agreement(agency, items)
    shown = {
        "agency": choosing.choice(agency, plan.list_readable_agencies(person)),
        "figures": plan.plan_figures(agency, today),
        "lines": [_line(item, today) for item in items],
        "dropped": plan.list_dropped(agency),
        "questions": [one[language()] for one in planning.rules()["questions"]],
        "agreement": agreement,
        "n_candidates": len(plan.list_candidates(agency)),
        "form": typed,
        "add_form": forms["add"],
        "agree_form": forms["agree"],
        "may_edit": can_do(person, "plan.edit", agency.id),
        "may_agree": agreement.is_put
        and not agreement.is_agreed
        and can_do(person, "plan.agree", agency.id)
        and agreement.declared.by_id != person.id,
    }
    return render(request, "desk/plan.html", shown, status=status)


def _line(item: Any, today: Any) -> dict[str, Any]:
    scores = [item.scores.get(code, {}) for code in planning.QUESTIONS]
    is_late = item.state == "planned" and item.due_date < today
    reasons = plan_rows.reasons(item, language())
    return {
        "item": item,
        "levels": [
            {"level": score.get("level"), "is_own": "by" in score, "question": one[language()]}
            for score, one in zip(scores, planning.rules()["questions"], strict=True)
        ],
        "reasons": [said for code, said in reasons if "by" in item.scores[code]],
        "owner": plan_rows.owner(item),
        "badge": badges.plan_badge(item),
        "days_late": (today - item.due_date).days if is_late else 0,
    }


def _item_page(
    request: HttpRequest,
    item: Any,
    deed: str = "",
    typed: DeskForm | None = None,
    status: int = 200,
) -> HttpResponse:
    forms = _item_forms(item) | ({deed: typed} if typed else {})
    titles = {
        "weigh": (_("How it is weighed"), _("Save the levels")),
        "assign": (_("Who does it, and by when"), _("Put it into the plan")),
        "move": (_("Its place in the order"), _("Move it")),
        "drop": (_("Take it out of the plan"), _("Take it out")),
        "take-up": (_("Put it back into the plan"), _("Put it back")),
    }
    may_edit = can_do(person_of(request), "plan.edit", item.agency_id)
    names = {one["code"]: one[language()] for one in planning.rules()["questions"]}
    shown = {
        "item": item,
        "line": _line(item, timezone.localdate()),
        "dataset": plan.dataset_of(item),
        "reasons": [(names[code], said) for code, said in plan_rows.reasons(item, language())],
        "form": typed,
        "blocks": [
            {"deed": name, "heading": heading, "button": button, "form": forms[name]}
            for name, (heading, button) in titles.items()
            if may_edit and planning.can_deed(name, state=item.state)
        ],
    }
    return render(request, "desk/plan_item.html", shown, status=status)
