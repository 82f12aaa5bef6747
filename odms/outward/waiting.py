"""How long the head of an answer asks us to wait, in the forms that servers say it."""

import email.utils
import re
from collections.abc import Mapping
from dataclasses import dataclass

_PARAMETER = re.compile(r"([a-z]+)\s*=\s*\"?(\d{1,9})")
_LONGEST_RESET_S = 86_400


@dataclass(frozen=True)
class Rate:
    """How many questions a host allows, how many are left, in how many seconds it counts anew; None
    where it does not say."""

    limit: int | None = None
    left: int | None = None
    reset_s: int | None = None


def retry_after_s(headers: Mapping[str, str]) -> float | None:
    """The seconds that Retry-After asks to wait, a number or until a date; None where it says nothing."""
    told = headers.get("retry-after", "").strip()
    if told.isascii() and told.isdecimal():
        return float(told)
    try:
        until = email.utils.parsedate_to_datetime(told)
        sent = email.utils.parsedate_to_datetime(headers.get("date", ""))
        return max((until - sent).total_seconds(), 0.0)
    except (TypeError, ValueError):
        return None


def rate(headers: Mapping[str, str]) -> Rate:
    """What an answer says of a limit: `RateLimit: limit=10, remaining=1, reset=7`,
    `"default";r=1;t=7` with its policy, or a header for each."""
    combined = dict(_PARAMETER.findall(headers.get("ratelimit", "").lower()))
    policy = dict(_PARAMETER.findall(headers.get("ratelimit-policy", "").lower()))
    limit = _number(combined.get("limit") or policy.get("q") or _own(headers, "limit"))
    left = _number(combined.get("remaining") or combined.get("r") or _own(headers, "remaining"))
    reset = _number(combined.get("reset") or combined.get("t") or _own(headers, "reset"))
    # some tell the moment at which it begins anew, and not the seconds until then
    return Rate(limit, left, reset if reset is not None and reset <= _LONGEST_RESET_S else None)


def _own(headers: Mapping[str, str], name: str) -> str:
    return headers.get(f"ratelimit-{name}") or headers.get(f"x-ratelimit-{name}") or ""


def _number(text: str) -> int | None:
    text = text.strip()
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None
