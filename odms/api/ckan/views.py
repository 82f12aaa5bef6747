"""The addresses `/api/3/action/<name>` and `/api/action/<name>`, in CKAN's own envelope."""

import logging
import re
from functools import partial
from typing import Any

import orjson
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from odms.api import problems
from odms.api.ckan import parameters
from odms.api.ckan.actions import ACTIONS
from odms.api.ckan.calls import Action, Call, base_url
from odms.api.ckan.troubles import BadRequestError, CallError, RefusedTogether, of_refusals
from odms.catalogue import queries as catalogue
from odms.errors import Absent, Refused, TooLarge
from odms.standards.view import Addresses

log = logging.getLogger(__name__)

_JSON = "application/json;charset=utf-8"
_CALLBACK = re.compile(r"[A-Za-z_$][\w$.]{0,99}")
_METHODS = ("GET", "POST")
_UNCOUNTED = ("help_show", "site_read", "status_show", "package_autocomplete")  # no data is read


def version(request: HttpRequest) -> HttpResponse:
    """The version of the API."""
    return _json({"version": 3})


def act(request: HttpRequest, name: str) -> HttpResponse:
    """One call of an action."""
    if request.method not in _METHODS:
        return _not_allowed()
    if name not in ACTIONS:
        return _json(f"Bad request: Action name not known: {name}", status=400)
    action = ACTIONS[name]
    try:
        given = parameters.of_request(request, is_writing=action.writes)
    except BadRequestError as error:
        return _json(f"Bad request: {error}", status=400)
    status, content = _answer(request, name, action, Call.of_request(request, given))
    callback = str(given.get("callback") or "")
    if request.method == "GET" and status == 200 and _CALLBACK.fullmatch(callback):
        return _script(callback, content)
    return _json(content, status=status)


def download(request: HttpRequest, name: str, id: str, file: str) -> HttpResponse:
    """Where clients look for a file that they uploaded: the table, once it is public."""
    table = catalogue.get_distribution(id)
    if table.current is None:
        raise Absent("catalogue.no_such_distribution", id=id)
    addresses = Addresses(base_url())
    return HttpResponseRedirect(addresses.download(table.dataset.slug, table.slug, "csv"))


def _answer(
    request: HttpRequest, name: str, action: Action, call: Call
) -> tuple[int, dict[str, Any]]:
    told = {"help": f"{base_url()}/api/3/action/help_show?name={name}"}
    try:
        action.check(call)
        _check_upload(request)
        content = told | {"success": True, "result": action.run(call)}
        if not (call.uses or action.writes or name in _UNCOUNTED):
            call.count("record")
        return 200, content
    except CallError as error:
        trouble = error
    except (Refused, RefusedTogether) as refused:
        said = refused.refusals if isinstance(refused, RefusedTogether) else [refused]
        trouble = of_refusals(said, partial(problems.sentence, request))
    except Exception:
        log.exception("fault in the action %s", name)
        trouble = CallError(message="Internal Server Error")
    error = trouble.told | {"__type": trouble.type_}
    return trouble.status, told | {"success": False, "error": error}


def _check_upload(request: HttpRequest) -> None:
    """Raise TooLarge where the file that came with the call was stopped on its way."""
    if name := getattr(request, "upload_too_large", ""):
        max_mb = settings.MAX_UPLOAD_BYTES >> 20
        raise TooLarge("intake.too_large", name=name, max_mb=max_mb)


def _not_allowed() -> HttpResponse:
    """405 as the page that CKAN's own framework gives."""
    page = "<!doctype html><title>405 Method Not Allowed</title><h1>Method Not Allowed</h1>"
    return HttpResponse(page, status=405, headers={"Allow": "GET, HEAD, POST, OPTIONS"})


def _json(content: Any, status: int = 200) -> HttpResponse:
    return HttpResponse(orjson.dumps(content, default=str), status=status, content_type=_JSON)


def _script(callback: str, content: Any) -> HttpResponse:
    body = f"{callback}({orjson.dumps(content, default=str).decode()});"
    return HttpResponse(body, content_type="application/javascript;charset=utf-8")
