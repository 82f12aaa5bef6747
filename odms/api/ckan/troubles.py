"""What CKAN's clients are told when a call fails: `error.__type` is what they look at."""

from typing import Any


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

    def __init__(self, message: str = "Not found") -> None:
        super().__init__(message=message)


class ValidationError(CallError):
    """A parameter is missing or wrong; one key a parameter, each with its messages."""

    status, type_ = 409, "Validation Error"

    def __init__(self, **fields: str) -> None:
        super().__init__(**{name: [message] for name, message in fields.items()})


class SearchQueryError(CallError):
    """A search that cannot be understood."""

    status, type_ = 400, "Search Query Error"

    def __init__(self, message: str) -> None:
        super().__init__(message=message)


class BadRequestError(Exception):
    """A call that fails outside the envelope: 400 with a bare string."""
