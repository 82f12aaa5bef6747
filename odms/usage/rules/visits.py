"""By what one visit is told from another, before it is turned into hashes. Pure."""

from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urlsplit

from odms.engine.meanings.personal import masked

MAX_WORDS = 100

# parameters that say whence somebody comes, and not what they see
_CAMPAIGN = ("utm_", "fbclid", "gclid")


@dataclass(frozen=True)
class Visit:
    """A request as counting sees it. It is never kept: only keyed hashes of it are."""

    address: str  # what was asked for: path and query
    detail: str = ""  # what was asked beside, as in the body of a POST
    agent: str = ""  # what the program calls itself
    remote: str = ""  # the network address of the caller
    user_id: str = ""
    user_cookie: str = ""
    session_cookie: str = ""


def identity_of(visit: Visit, day: str, hour: int) -> str:
    """Whose visit it is: the first of user, user's cookie, session's cookie, that there is; else the
    network address and program, which stand for a person for an hour only."""
    for kind in ("user_id", "user_cookie", "session_cookie"):
        if known := getattr(visit, kind):
            return f"{kind}|{known}"
    return f"remote|{visit.remote}|{visit.agent}|{day}|{hour}"


def normalised(address: str) -> str:
    """An address as two clicks on the same thing have it: no fragment, no campaign, no empty
    parameter, the parameters in order, no slash at the end."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return address
    asked = sorted(
        (name, value)
        for name, value in parse_qsl(parts.query)
        if not name.lower().startswith(_CAMPAIGN)
    )
    path = parts.path.rstrip("/") or "/"
    return f"{path}?{urlencode(asked)}" if asked else path


def kept_words(typed: str) -> str:
    """What somebody searched for as it is kept: short, in small letters, personal data blotted out."""
    return masked(" ".join(typed.replace("\0", "").lower().split())[:MAX_WORDS])
