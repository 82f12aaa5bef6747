"""Pages of errors that Django finds before or beside a view."""

import logging

from django.core.exceptions import RequestDataTooBig, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from odms.web.doors import error_page

log = logging.getLogger(__name__)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: the request makes no sense; 413 where it is too large."""
    is_too_large = isinstance(exception, (RequestDataTooBig, TooManyFilesSent))
    return error_page(request, 413 if is_too_large else 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: who asks is known and may not."""
    return error_page(request, 403)


def absent(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: there is no such page."""
    return error_page(request, 404)


def forgery(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form was not sent from our own page, or too late."""
    log.warning("form refused: %s", reason)
    return error_page(
        request,
        403,
        _("The form was open for too long. Go back, reload the page and send it again."),
    )


def fault(request: HttpRequest) -> HttpResponse:
    """500: our own trouble; the page needs nothing that may be broken too."""
    context = {"status": 500, "request_id": getattr(request, "id", "")}
    return HttpResponse(render_to_string("errors/fault.html", context), status=500)
