"""Personal data: column by column what is to become of it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from odms.errors import Refused
from odms.intake import actions as intake_actions
from odms.intake import queries as intake
from odms.publication import queries as publication
from odms.web import formats
from odms.web.doors import door, form, page, person_of
from odms.web.forms.personal import MEANS, PersonalForm
from odms.web.views.desk import badges, shapes, tables

VERDICTS = {
    "certain": badges.Badge("up", gettext_lazy("certain")),
    "likely": badges.Badge("up", gettext_lazy("likely")),
    "possible": badges.Badge("", gettext_lazy("possible")),
}


@page("case.read")
def _show(request: HttpRequest, id: str) -> HttpResponse:
    case = publication.get_case(id, person_of(request))
    return _personal_page(request, case, _form(request, case))


@form("case.edit")
def _take(request: HttpRequest, id: str) -> HttpResponse:
    case = publication.get_case(id, person_of(request))
    typed = _form(request, case)
    if not typed.is_valid():
        return _personal_page(request, case, typed, status=422)
    try:
        intake_actions.decide_columns(
            by=request.user, delivery=case.delivery, decisions=typed.decisions, at=timezone.now()
        )
    except Refused as refused:
        typed.refuse(refused)
        return _personal_page(request, case, typed, status=shapes.status(refused))
    return redirect(
        "desk-case-personal" if "stay" in request.POST else "desk-case-columns", id=case.id
    )


decide = door(get=_show, post=_take)


def _form(request: HttpRequest, case: Any) -> PersonalForm:
    return PersonalForm(
        request.POST if request.method == "POST" else None,
        tables=intake.list_chosen(shapes.delivery_of(case)),
        found=intake.list_personal(case.delivery),
    )


def _personal_page(
    request: HttpRequest, case: Any, typed: PersonalForm, status: int = 200
) -> HttpResponse:
    shown = shapes.case_page(request, case, "personal") | {
        "form": typed,
        "found": [_suspect(typed, suspect) for suspect in typed.suspects],
        "others": _others(typed),
    }
    return render(request, "desk/personal.html", shown, status=status)


def _suspect(typed: PersonalForm, suspect: Any) -> dict[str, Any]:
    """One column in which something was found, with its choices and masked samples."""
    found = suspect.found
    deed = typed[f"deed-{suspect.key}"]
    return {
        "name": suspect.name,
        "kind": _("may hold %(what)s") % {"what": tables.kind_label(found.kind)},
        "badge": VERDICTS[found.verdict],
        "words": _("%(n)s values, %(share)s of the column")
        % {"n": formats.number(found.n), "share": formats.percent(found.share)},
        "deed": deed,
        "options": [(option, MEANS[option.data["value"]]) for option in deed],
        "reason": typed[f"reason-{suspect.key}"] if "keep" in found.allowed else None,
        "samples": intake.mask_samples(suspect.table, suspect.name),
    }


def _others(typed: PersonalForm) -> list[dict[str, Any]]:
    """The columns in which nothing was found, which may be left out all the same."""
    dropped = set(typed["drop"].value() or ())
    has_several = len({other.table.position for other in typed.others}) > 1
    return [
        {
            "value": other.key,
            "name": other.name,
            "table": other.table.name if has_several else "",
            "is_dropped": other.key in dropped,
        }
        for other in typed.others
    ]
