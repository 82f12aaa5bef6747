"""What every answer carries: a request id, a content security policy, protecting headers."""

import base64
import secrets
from collections.abc import Callable
from contextvars import ContextVar
from logging import Filter, LogRecord

from django.http import HttpRequest, HttpResponse

from odms.ledger.rules import new_id

Answer = Callable[[HttpRequest], HttpResponse]

# nothing from elsewhere, nothing inline; blocks that must stand in the page carry the nonce
POLICY = {
    "default-src": "'self'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}

HEADERS = {
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "X-Content-Type-Options": "nosniff",
}

_request_id: ContextVar[str] = ContextVar("request_id", default="-")


class Nonce:
    """A secret of one answer; only an answer that used it names it in its policy."""

    def __init__(self) -> None:
        self.value = ""

    def __str__(self) -> str:
        if not self.value:
            self.value = base64.b64encode(secrets.token_bytes(16)).decode()
        return self.value


class RequestIds(Filter):
    """Writes the request id of the moment into a log record as `request_id`."""

    def filter(self, record: LogRecord) -> bool:
        record.request_id = _request_id.get()
        return True


def request_id(get_response: Answer) -> Answer:
    """Name each request, so that a fault a person reports can be found in the log."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.id = new_id()  # type: ignore[attr-defined]
        token = _request_id.set(request.id)  # type: ignore[attr-defined]
        try:
            response = get_response(request)
        finally:
            _request_id.reset(token)
        response["X-Request-Id"] = request.id  # type: ignore[attr-defined]
        return response

    return middleware


def security(get_response: Answer) -> Answer:
    """Set the content security policy and the protecting headers."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.nonce = Nonce()  # type: ignore[attr-defined]
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", policy(request.nonce.value))  # type: ignore[attr-defined]
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response

    return middleware


def policy(nonce: str = "") -> str:
    """The policy as a header; with a nonce, blocks that carry it are let through."""
    parts = dict(POLICY)
    if nonce:
        for name in ("script-src", "style-src"):
            parts[name] += f" 'nonce-{nonce}'"
    return "; ".join(f"{name} {sources}" for name, sources in parts.items())
