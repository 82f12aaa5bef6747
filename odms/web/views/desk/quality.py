"""How much quality an agency asks for, and which of its datasets have less."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from odms.errors import Refused
from odms.people.rules import can_do
from odms.publication import actions
from odms.publication.queries import thresholds
from odms.web.doors import door, form, page, person_of
from odms.web.forms.quality import ThresholdForm
from odms.web.views.desk import choosing, shapes


@page("case.read")
def _show(request: HttpRequest) -> HttpResponse:
    agency = _asked(request)
    known = {"threshold": thresholds.threshold_of(agency)}
    return _page(request, agency, ThresholdForm(initial=known))


@form("quality.set")
def _take(request: HttpRequest) -> HttpResponse:
    agency, typed = _asked(request), ThresholdForm(request.POST)
    if not typed.is_valid():
        return _page(request, agency, typed, status=422)
    try:
        actions.set_threshold(
            by=request.user, agency=agency, at=timezone.now(), **typed.cleaned_data
        )
    except Refused as refused:
        typed.refuse(refused)
        return _page(request, agency, typed, status=shapes.status(refused))
    messages.success(request, _("Saved"))
    return redirect(f"{reverse('desk-quality')}?agency={agency.slug}")


index = door(get=_show, post=_take)


def _asked(request: HttpRequest) -> Any:
    return choosing.asked(request, thresholds.list_readable_agencies(person_of(request)))


def _page(
    request: HttpRequest, agency: Any, typed: ThresholdForm, status: int = 200
) -> HttpResponse:
    person, today = person_of(request), timezone.localdate()
    lines = [
        {"one": one, "is_below": one.is_below(), "is_waived": one.is_waived(today)}
        for one in thresholds.list_measured(agency)
    ]
    shown = {
        "agency": choosing.choice(agency, thresholds.list_readable_agencies(person)),
        "lines": lines,
        "n_below": sum(line["is_below"] and not line["is_waived"] for line in lines),
        "threshold": thresholds.threshold_of(agency),
        "form": typed,
        "may_set": can_do(person, "quality.set", agency.id),
    }
    return render(request, "desk/quality.html", shown, status=status)
