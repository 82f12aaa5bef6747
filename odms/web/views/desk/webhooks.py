"""Addresses of an agency's own machines that hear of events."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from odms.errors import Absent, Refused
from odms.people import actions
from odms.people import queries as people
from odms.people.rules import can_do
from odms.web.doors import door, form, page, person_of
from odms.web.forms.news import WebhookForm
from odms.web.told import words
from odms.web.views.desk import shapes


@page("webhook.manage")
def _show(request: HttpRequest) -> HttpResponse:
    return _page(request, WebhookForm(agencies=_agencies(request)))


@form("webhook.manage")
def _take(request: HttpRequest) -> HttpResponse:
    typed = WebhookForm(request.POST, agencies=_agencies(request))
    if typed.is_valid():
        try:
            _, secret = actions.make_webhook(
                by=request.user, at=timezone.now(), **typed.cleaned_data
            )
            return _page(request, WebhookForm(agencies=_agencies(request)), secret=secret)
        except Refused as refused:
            typed.refuse(refused, field="url")
    return _page(request, typed, status=422)


webhooks = door(get=_show, post=_take)


@form("webhook.manage")
def remove(request: HttpRequest, id: str) -> HttpResponse:
    """Tell an address nothing more."""
    webhook = people.get_webhook(id)
    if not can_do(person_of(request), "webhook.manage", webhook.agency_id):
        raise Absent("people.no_such_webhook")
    actions.remove_webhook(by=request.user, webhook=webhook, at=timezone.now())
    messages.success(request, _("Removed"))
    return redirect("desk-webhooks")


def _agencies(request: HttpRequest) -> list[Any]:
    return people.agencies_of(request.user, role="approver")


def _page(
    request: HttpRequest, typed: WebhookForm, *, secret: str = "", status: int = 200
) -> HttpResponse:
    shown = {
        "form": typed,
        "secret": secret,
        "webhooks": [_webhook(webhook) for agency in _agencies(request) for webhook in _of(agency)],
    }
    response = render(request, "desk/webhooks.html", shown, status=status)
    if secret:
        response["Cache-Control"] = "no-store"
    return response


def _of(agency: Any) -> list[Any]:
    return people.list_webhooks(agency)


def _webhook(webhook: Any) -> dict[str, Any]:
    return {
        "id": webhook.id,
        "url": webhook.url,
        "agency": shapes.agency_name(webhook.agency),
        "events": [words(f"ledger.verb.{event}") for event in webhook.events],
        "calls": [_call(call) for call in people.list_calls(webhook, 5)],
    }


def _call(call: Any) -> dict[str, Any]:
    return {
        "event": words(f"ledger.verb.{call.event}"),
        "at": call.made_at,
        "status": call.status or "",
        "is_sent": call.sent_at is not None,
        "is_given_up": call.sent_at is None and call.next_at is None,
        "n_attempts": call.n_attempts,
    }
