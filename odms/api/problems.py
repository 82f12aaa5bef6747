"""What went wrong, as the API says it: `application/problem+json` (RFC 9457) in two languages."""

import logging
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from ninja.errors import HttpError, ValidationError

from odms import errors
from odms.definitions import messages, problems

log = logging.getLogger(__name__)

# the one place where a refusal becomes a status of the API
STATUS: dict[type[errors.Refused], int] = {
    errors.Invalid: 400,
    errors.Unreadable: 422,
    errors.TooLarge: 413,
    errors.Unauthenticated: 401,
    errors.Forbidden: 403,
    errors.Absent: 404,
    errors.Conflict: 409,
    errors.Gone: 410,
    errors.TooMany: 429,
}

# what is wrong with a parameter, by pydantic's name for it: our sentence, and the fact it needs
WRONG: dict[str, tuple[str, str]] = {
    "missing": ("api.parameter_missing", ""),
    "greater_than_equal": ("api.parameter_too_small", "ge"),
    "less_than_equal": ("api.parameter_too_large", "le"),
    "int_parsing": ("api.parameter_not_a_number", ""),
    "int_from_float": ("api.parameter_not_a_number", ""),
    "int_parsing_size": ("api.parameter_not_a_number", ""),
    "bool_parsing": ("api.parameter_not_yes_or_no", ""),
}


def status_of(refusal: errors.Refused) -> int:
    """The HTTP status of a refusal: that of the nearest class in STATUS."""
    return next(STATUS[kind] for kind in type(refusal).__mro__ if kind in STATUS)


def answer(request: HttpRequest, trouble: Exception) -> HttpResponse:
    """The response for whatever was raised; a fault is logged and tells nothing of itself."""
    if name := getattr(request, "upload_too_large", ""):
        # the upload handler stopped a file of no announced length, which is then missing
        return problem(request, "intake.too_large", 413, {"name": name, "max_mb": _max_mb()})
    if isinstance(trouble, errors.Refused):
        return problem(request, trouble.code, status_of(trouble), trouble.facts)
    if isinstance(trouble, RequestDataTooBig):
        limit_mb = settings.DATA_UPLOAD_MAX_MEMORY_SIZE >> 20  # of what is no file
        return problem(request, "api.body_too_large", 413, {"limit_mb": limit_mb})
    if isinstance(trouble, ValidationError):
        return problem(request, *_wrong_parameter(trouble))
    if isinstance(trouble, Http404):
        return problem(request, "api.no_such_address", 404, {"path": request.path})
    if isinstance(trouble, HttpError):
        return problem(request, "api.wrong_request", trouble.status_code, {"why": str(trouble)})
    log.error("fault in %s %s", request.method, request.path, exc_info=trouble)
    return problem(request, "api.fault", 500)


def problem(
    request: HttpRequest, code: str, status: int, facts: dict[str, Any] | None = None
) -> HttpResponse:
    """A problem document for the code of a sentence, with its facts."""
    content = problems.problem(
        code,
        status,
        facts or {},
        accepted=request.headers.get("Accept-Language", ""),
        instance=request.get_full_path(),
    )
    response = HttpResponse(content, status=status, content_type=problems.MEDIA_TYPE)
    if status == 429 and facts and "seconds" in facts:
        response["Retry-After"] = str(facts["seconds"])
    if status == 401:
        response["WWW-Authenticate"] = 'Bearer realm="ODMS"'
    return response


def _max_mb() -> int:
    return int(settings.MAX_UPLOAD_BYTES >> 20)


def sentence(request: HttpRequest, code: str, facts: dict[str, Any]) -> str:
    """The sentence of a code in the language the client asks for, both where it asks for neither."""
    accepted = request.headers.get("Accept-Language", "")
    return problems.in_language(accepted, messages.sentences(code, facts))


def _wrong_parameter(trouble: ValidationError) -> tuple[str, int, dict[str, Any]]:
    """Code, status and facts for the first parameter that does not fit."""
    error = trouble.errors[0]
    code, fact = WRONG.get(str(error["type"]), ("api.wrong_parameter", ""))
    facts = {"name": str(error["loc"][-1]), "why": str(error["msg"])}
    return code, 400, facts | {"limit": error.get("ctx", {}).get(fact)}
