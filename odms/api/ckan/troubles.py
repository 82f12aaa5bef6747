"""What CKAN's clients are told when a call fails: `error.__type` is what they look at."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from odms import errors
from odms.standards import ckan


class CallError(Exception):
    """A call that fails within the envelope: status, `error.__type`, and what else is told."""

    status = 500
    type_ = "Internal Server Error"

    def __init__(self, **told: Any) -> None:
        super().__init__(told)
        self.told = told


class NotFoundError(CallError):
    """There is no such thing, or not for everybody."""

    status, type_ = 404, "Not Found Error"

    def __init__(self, message: str = "") -> None:
        super().__init__(message=f"Not found: {message}" if message else "Not found")


class AuthorizationError(CallError):
    """The caller may not, or the house does not do this for a machine."""

    status, type_ = 403, "Authorization Error"

    def __init__(self, message: str = "") -> None:
        super().__init__(message=f"Access denied: {message}" if message else "Access denied")


class ValidationError(CallError):
    """A parameter is missing or wrong; one key a parameter, each with its messages."""

    status, type_ = 409, "Validation Error"

    def __init__(self, **fields: str | Sequence[str]) -> None:
        super().__init__(
            **{
                name: [told] if isinstance(told, str) else list(told)
                for name, told in fields.items()
            }
        )


class SearchQueryError(CallError):
    """A search that cannot be understood."""

    status, type_ = 400, "Search Query Error"

    def __init__(self, message: str) -> None:
        super().__init__(message=message)


class SearchError(CallError):
    """A search that cannot be done."""

    status, type_ = 409, "Search Error"

    def __init__(self, message: str) -> None:
        super().__init__(message=message)


class RefusedTogether(Exception):
    """Several refusals at once, each about a field of its own."""

    def __init__(self, refusals: list[errors.Refused]) -> None:
        super().__init__(refusals)
        self.refusals = refusals


class BadRequestError(Exception):
    """A call that fails outside the envelope: 400 with a bare string."""


# the sentence of a code with its facts, in the client's language
Say = Callable[[str, Mapping[str, Any]], str]

# what a refusal is about where it names no item: the parameter that clients know for it
_ABOUT = {
    "catalogue.slug_taken": "name",
    "catalogue.wrong_slug": "name",
    "catalogue.address_is_kept": "name",
    "intake.too_large": "upload",
}


def of_refusals(refusals: Sequence[errors.Refused], say: Say) -> CallError:
    """What a client is told where the house refuses: its sentences, under the fields they are about."""
    first = refusals[0]
    match first:
        case errors.Unauthenticated() | errors.Forbidden():
            return AuthorizationError(say(first.code, first.facts))
        case errors.Absent() | errors.Gone():
            return NotFoundError(say(first.code, first.facts))
    told: dict[str, list[str]] = {}
    for refused in refusals:
        told.setdefault(_about(refused), []).append(say(refused.code, refused.facts))
    return ValidationError(**told)


def _about(refused: errors.Refused) -> str:
    item = str(refused.facts.get("item") or "")
    return ckan.NAMES.get(item, item) or _ABOUT.get(refused.code, "message")
