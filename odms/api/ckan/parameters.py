"""Parameters of a call, in all the forms in which CKAN's clients send them."""

import json
from typing import Any

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, UnreadablePostError
from django.http.multipartparser import MultiPartParserError

from odms.api.ckan.troubles import BadRequestError, ValidationError

_MOST = 2**31 - 1  # beyond it no database counts, and no catalogue reaches
_UNREADABLE = (
    MultiPartParserError,
    RequestDataTooBig,
    TooManyFieldsSent,
    TooManyFilesSent,
    UnreadablePostError,
)
_YES = {"true", "1", "on", "yes", "t", "y"}


def of_request(request: HttpRequest, *, is_writing: bool = False) -> dict[str, Any]:
    """Query string of a GET; JSON object, form or multipart of a POST. Raises BadRequestError.

    A GET changes nothing, so that an action that writes is not called by one.
    """
    if request.method == "GET":
        if is_writing:
            raise BadRequestError(
                "JSON Error: Invalid request. Please use POST method for your request"
            )
        return _of_lists(request.GET)
    try:
        if (request.content_type or "").startswith(("application/x-www-form", "multipart/")):
            return _of_form(request)
        return _of_json(request.body)
    except _UNREADABLE as error:
        raise BadRequestError(f"JSON Error: {error}") from None


def flag(given: dict[str, Any], name: str, default: bool) -> bool:
    """A truth value, as text in any case or as itself."""
    value = given.get(name, default)
    return value if isinstance(value, bool) else str(value).strip().lower() in _YES


def natural(given: dict[str, Any], name: str, default: int) -> int:
    """A whole number from 0. Raises ValidationError."""
    value = given.get(name)
    if value is None or value == "":
        return default
    try:
        number = int(value)
    except (TypeError, ValueError):
        raise ValidationError(**{name: "Invalid integer"}) from None
    if number < 0:
        raise ValidationError(**{name: "Must be a natural number"})
    return min(number, _MOST)


def needed(given: dict[str, Any], name: str, called: str = "") -> str:
    """A text that must be there. Raises ValidationError under the name `called`."""
    value = given.get(name)
    if not value or not isinstance(value, str):
        raise ValidationError(**{called or name: "Missing value"})
    return value


def texts(given: dict[str, Any], name: str) -> list[str]:
    """A list: as itself, as JSON text, or words set apart by blanks or commas for `fl`."""
    value = given.get(name)
    if value is None or value == "":
        return []
    if isinstance(value, str) and value.lstrip().startswith("["):
        try:
            value = json.loads(value)
        except ValueError:
            return [value]
    if isinstance(value, str) and name == "fl":
        return value.replace(",", " ").split()
    return [str(one) for one in value] if isinstance(value, list) else [str(value)]


def listed(given: dict[str, Any], name: str) -> list[dict[str, Any]]:
    """A list of objects: as itself, as JSON text, or one object alone. Raises ValidationError."""
    value = given.get(name)
    if isinstance(value, str) and value.strip():
        try:
            value = json.loads(value)
        except ValueError:
            raise ValidationError(**{name: "Must be a list of objects"}) from None
    if isinstance(value, dict):
        value = [value]
    if not isinstance(value or [], list) or not all(isinstance(one, dict) for one in value or []):
        raise ValidationError(**{name: "Must be a list of objects"})
    return value or []


def _of_lists(query: Any) -> dict[str, Any]:
    lists = {name: [value.replace("\0", "") for value in values] for name, values in query.lists()}
    return {name: values[0] if len(values) == 1 else values for name, values in lists.items()}


def _of_form(request: HttpRequest) -> dict[str, Any]:
    """A form; one key alone without a value is JSON that `curl -d` sent."""
    given = _of_lists(request.POST)
    if len(given) == 1 and not request.FILES:
        [(key, value)] = given.items()
        if value in ("", "1"):
            return _of_json(key.encode())
    return given


def _of_json(body: bytes) -> dict[str, Any]:
    if not body.strip():
        return {}
    try:
        # no database keeps a NUL
        given = json.loads(body.replace(b"\\u0000", b""))
    except (ValueError, RecursionError) as error:
        raise BadRequestError(f"JSON Error: Error decoding JSON data. Error: {error}") from None
    if not isinstance(given, dict):
        kind = type(given).__name__
        raise BadRequestError(
            f"JSON Error: Request data JSON decoded to {kind} but it needs to be a dictionary."
        )
    return given
