"""Speaking with a CKAN catalogue by its Action API: questions and writes, refusals told as ours. Pure."""

import time
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

import orjson

from odms.errors import Absent, Conflict, Forbidden, Refused, Unreadable
from odms.outward import Answer, Limits, Session
from odms.outward.guard import Network
from odms.outward.waiting import retry_after_s

LIMITS = Limits(max_bytes=64 << 20, deadline_s=60)

# pauses before what a busy host would not answer is asked again
PAUSES_S = (1.0, 4.0, 15.0)
MAX_PAUSE_S = 120.0
_BUSY = (429, 502, 503, 504)

_PAGE = 500
_MOST_PAGES = 1_000
_TOLD = 500  # letters of what the other side says


class Declined(Refused):
    """The other catalogue refused a record; `errors` are its own words, by field."""

    def __init__(self, code: str, /, errors: Mapping[str, Any], **facts: object) -> None:
        super().__init__(code, **facts)
        self.errors = dict(errors)


class Remote:
    """A CKAN catalogue, asked with a token that goes to its host alone."""

    def __init__(self, url: str, token: str, *, allowed: tuple[Network, ...] = ()) -> None:
        self._base = url.rstrip("/")
        self._session = Session(
            limits=LIMITS,
            allowed=allowed,
            own_host=urlsplit(url).hostname or "",
            own_headers={"Authorization": token, "X-CKAN-API-Key": token} if token else {},
        )

    def __enter__(self) -> "Remote":
        self._session.__enter__()
        return self

    def __exit__(self, *ended: Any) -> None:
        self._session.__exit__(*ended)

    def call(self, action: str, **arguments: Any) -> Any:
        """The result of an action.

        Raises Absent, Forbidden, Declined and Conflict for what CKAN refuses so, Unreadable for an
        answer that is none of CKAN's, and where nobody answers.
        """
        url = f"{self._base}/api/3/action/{action}"
        body = orjson.dumps(arguments)
        for pause in (*PAUSES_S, None):
            answer = self._session.post(url, body, headers={"Content-Type": "application/json"})
            if answer.status not in _BUSY or pause is None:
                break
            told = retry_after_s(answer.headers)
            if told is not None and told > MAX_PAUSE_S:
                break
            time.sleep(pause if told is None else told)
        return _result(answer, action)

    def find(self, name: str) -> dict[str, Any] | None:
        """The package with this name or identifier; None where there is none, or only its remains."""
        try:
            found = self.call("package_show", id=name)
        except Absent:
            return None
        is_there = isinstance(found, dict) and found.get("state") != "deleted"
        return found if is_there else None

    def packages_of(self, organization: str) -> Iterator[dict[str, Any]]:
        """The packages of an organisation, its own and private ones too, as far as the token goes."""
        names = set[str]()
        for page in range(_MOST_PAGES):
            found = self.call(
                "package_search",
                fq=f'organization:"{organization}"',
                include_private=True,
                rows=_PAGE,
                start=len(names) if page else 0,
                sort="name asc",
            )
            results = [one for one in found.get("results", []) if isinstance(one, dict)]
            new = [one for one in results if one.get("name") not in names]
            if not new:
                return
            names |= {str(one.get("name")) for one in new}
            yield from new

    def dialect(self) -> str:
        """Whether the catalogue knows the country's own keys, by the extensions that it tells."""
        told = self.call("status_show").get("extensions") or []
        return "thai" if any("thai_gdc" in str(name) for name in told) else "plain"


def _result(answer: Answer, action: str) -> Any:
    told = _envelope(answer)
    if told.get("success") is True and "result" in told:
        return told["result"]
    error = told.get("error")
    error = error if isinstance(error, dict) else {"message": str(error or answer.status)}
    why = str(error.get("message") or error.get("__type") or answer.status)[:_TOLD]
    match error.get("__type"), answer.status:
        case "Not Found Error", _:
            raise Absent("outlets.not_there", action=action)
        case ("Authorization Error", _) | (_, 401 | 403):
            raise Forbidden("outlets.not_allowed_there", action=action, why=why)
        case "Validation Error", _:
            errors = {k: v for k, v in error.items() if k not in ("__type", "message")}
            raise Declined("outlets.declined", errors, why=_in_words(errors) or why)
    raise Conflict("outlets.failed_there", action=action, status=answer.status, why=why)


def _envelope(answer: Answer) -> dict[str, Any]:
    if answer.status in (301, 302, 307, 308):
        to = answer.headers.get("location", "")
        raise Unreadable("outlets.redirected", url=answer.url, to=to[:300])
    try:
        told = orjson.loads(answer.body)
    except orjson.JSONDecodeError:
        told = None
    if isinstance(told, str):  # what CKAN says of an action that it does not know
        raise Conflict("outlets.failed_there", action="", status=answer.status, why=told[:_TOLD])
    if not isinstance(told, dict) or "success" not in told:
        raise Unreadable("outlets.no_ckan", url=answer.url, status=answer.status)
    return told


def _in_words(errors: Mapping[str, Any]) -> str:
    """What was refused, field by field, in the words of the other side."""
    return "; ".join(f"{name}: {_flat(told)}" for name, told in errors.items())[:_TOLD]


def _flat(told: Any) -> str:
    match told:
        case str():
            return told
        case list():
            return ", ".join(filter(None, map(_flat, told)))
        case dict():
            return ", ".join(f"{name} {_flat(one)}" for name, one in told.items())
    return str(told)
