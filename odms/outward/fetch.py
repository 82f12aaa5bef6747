"""Fetch one file from another machine, or ask whether it answers, within limits of size and time."""

import hashlib
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit

import httpx

from odms.errors import Invalid, Unreadable
from odms.outward.decoding import ACCEPTED, blocks
from odms.outward.guard import Deadline, GuardedTransport, Network
from odms.outward.troubles import trouble

USER_AGENT = "ODMS/0.1 (open data management system)"


@dataclass(frozen=True)
class Limits:
    """What one fetch may cost. Bytes are counted after decompression."""

    max_bytes: int = 2 * 1024**3
    connect_timeout_s: float = 10
    read_timeout_s: float = 30
    deadline_s: float = 600
    max_redirects: int = 5


@dataclass(frozen=True)
class Fetched:
    """What came back: the last address, the file's name and type as told, its size and hash, and the
    headers of the answer by lower-case names."""

    url: str
    name: str
    media_type: str
    size_bytes: int
    sha256: str
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Probed:
    """What answered: the last address, its HTTP status, how long that took, its type as told, and its
    headers by lower-case names."""

    url: str
    status: int
    elapsed_ms: int
    media_type: str
    headers: Mapping[str, str] = field(default_factory=dict)


def fetch(
    url: str, target: Path, *, limits: Limits | None = None, allowed: Iterable[Network] = ()
) -> Fetched:
    """Write the body at `url` to `target`.

    `allowed` names networks that may be reached although they are not public. Raises Invalid for
    an address that is refused, Unreadable where the other side fails, TooLarge past a limit.
    """
    limits = limits or Limits()
    with _asked("GET", url, limits, allowed) as answer:
        return _keep(answer, target, limits)


def probe(
    url: str,
    *,
    method: str = "GET",
    headers: Mapping[str, str] | None = None,
    limits: Limits | None = None,
    allowed: Iterable[Network] = (),
) -> Probed:
    """Ask at `url` with GET or HEAD and hang up after the head of the answer, whatever its status.

    Raises Invalid for an address that is refused, Unreadable where nothing answers.
    """
    begun = time.monotonic()
    with _asked(method, url, limits or Limits(), allowed, headers) as answer:
        elapsed_ms = round((time.monotonic() - begun) * 1000)
        told = dict(answer.headers.items())
        return Probed(str(answer.url), answer.status_code, elapsed_ms, media_type(answer), told)


def check_url(url: str) -> None:
    """Raise Invalid for an address that is not of the web, or that carries a name or password."""
    try:
        parts = urlsplit(url)
        has_credentials = parts.username is not None or parts.password is not None
    except ValueError:
        raise Invalid("outward.not_http", url=url) from None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise Invalid("outward.not_http", url=url)
    if has_credentials:
        raise Invalid("outward.credentials")


@contextmanager
def _asked(
    method: str,
    url: str,
    limits: Limits,
    allowed: Iterable[Network],
    headers: Mapping[str, str] | None = None,
) -> Iterator[httpx.Response]:
    """The answer at `url`, its body not yet read; trouble becomes a refusal."""
    check_url(url)
    deadline = Deadline()
    deadline.set(limits.deadline_s)
    with (
        client_for(limits, allowed, deadline) as client,
        telling(url, limits),
        client.stream(method, url, headers=headers) as answer,
    ):
        yield answer


def client_for(limits: Limits, allowed: Iterable[Network], deadline: Deadline) -> httpx.Client:
    """A client behind the guard, whose every exchange ends by the deadline."""
    return httpx.Client(
        transport=GuardedTransport(allowed, deadline),
        timeout=httpx.Timeout(limits.read_timeout_s, connect=limits.connect_timeout_s),
        follow_redirects=True,
        max_redirects=limits.max_redirects,
        headers={"User-Agent": USER_AGENT, "Accept-Encoding": ACCEPTED},
        trust_env=False,
    )


@contextmanager
def telling(url: str, limits: Limits) -> Iterator[None]:
    """Turn the troubles of a request into refusals."""
    try:
        yield
    except httpx.TooManyRedirects as error:
        raise Unreadable("outward.redirects", url=url, n=limits.max_redirects) from error
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise trouble(url, error) from error


def _keep(answer: httpx.Response, target: Path, limits: Limits) -> Fetched:
    url = str(answer.url)
    if answer.status_code != 200:
        raise Unreadable("outward.status", url=url, status=answer.status_code)
    digest, size = hashlib.sha256(), 0
    with target.open("wb") as kept:
        for block in blocks(answer, max_bytes=limits.max_bytes):
            size += len(block)
            digest.update(block)
            kept.write(block)
    told = dict(answer.headers.items())
    return Fetched(url, _name(answer), media_type(answer), size, digest.hexdigest(), told)


def media_type(answer: httpx.Response) -> str:
    """The type of an answer's body as told, without parameters, in lower case."""
    return str(answer.headers.get("content-type", "")).split(";")[0].strip().lower()


def _name(answer: httpx.Response) -> str:
    """The file's name: from Content-Disposition (RFC 6266), else the last part of the path."""
    parts = str(answer.headers.get("content-disposition", "")).split(";")
    told = dict(part.strip().split("=", 1) for part in parts if "=" in part)
    if "filename*" in told:
        return Path(unquote(told["filename*"].split("''", 1)[-1])).name
    if "filename" in told:
        return Path(told["filename"].strip('"')).name
    return Path(unquote(answer.url.path)).name or "file"
