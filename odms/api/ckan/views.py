"""The addresses `/api/3/action/<name>` and `/api/action/<name>`, in CKAN's own envelope."""

import logging
import re
from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed

from odms.api.ckan import parameters
from odms.api.ckan.actions import ACTIONS, base_url
from odms.api.ckan.troubles import BadRequestError, CallError

log = logging.getLogger(__name__)

_JSON = "application/json;charset=utf-8"
_CALLBACK = re.compile(r"[A-Za-z_$][\w$.]{0,99}")


def version(request: HttpRequest) -> HttpResponse:
    """The version of the API."""
    return _json({"version": 3})


def act(request: HttpRequest, name: str) -> HttpResponse:
    """One call of an action."""
    if request.method not in ("GET", "POST"):
        return HttpResponseNotAllowed(["GET", "POST"])
    if name not in ACTIONS:
        return _json(f"Bad request: Action name not known: {name}", status=400)
    try:
        given = parameters.of_request(request)
    except BadRequestError as error:
        return _json(f"Bad request: {error}", status=400)
    status, content = _call(name, given)
    callback = str(given.get("callback") or "")
    if request.method == "GET" and status == 200 and _CALLBACK.fullmatch(callback):
        return _script(callback, content)
    return _json(content, status=status)


def _call(name: str, given: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    told = {"help": f"{base_url()}/api/3/action/help_show?name={name}"}
    try:
        return 200, told | {"success": True, "result": ACTIONS[name](given)}
    except CallError as error:
        return error.status, told | {
            "success": False,
            "error": error.told | {"__type": error.type_},
        }
    except Exception:
        log.exception("fault in the action %s", name)
        error = {"__type": "Internal Server Error", "message": "Internal Server Error"}
        return 500, told | {"success": False, "error": error}


def _json(content: Any, status: int = 200) -> HttpResponse:
    return HttpResponse(orjson.dumps(content, default=str), status=status, content_type=_JSON)


def _script(callback: str, content: Any) -> HttpResponse:
    body = f"{callback}({orjson.dumps(content, default=str).decode()});"
    return HttpResponse(body, content_type="application/javascript;charset=utf-8")
