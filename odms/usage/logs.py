"""Reading what others wrote down of use: logs of web servers line by line, and what CKAN's tracker
gives out. No line, however hostile, ends the reading: it is told with the reason why it was refused.

Known are the Common and Combined formats, W3C's extended format with its `#Fields:`, and JSON lines as
nginx, Caddy, Apache and CloudFront write them; of CKAN the tables `tracking_raw` and `tracking_summary`
as CSV, and packages with `tracking_summary` as JSON. Plain, or packed by gzip.
"""

import csv
import gzip
import json
import re
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, tzinfo
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import IO, Any
from urllib.parse import unquote_plus, urlsplit

from odms.errors import TooLarge, Unreadable

KINDS = ("common", "w3c", "json", "tracking-raw", "tracking-summary", "tracking-totals")

MAX_LINE_BYTES = 64 * 1024
MAX_RATIO = 200  # of what is packed: logs come to a twentieth
_PACKED_FREELY = 256 * 1024 * 1024
_MAX_TOTALS_BYTES = 64 * 1024 * 1024
_MOST_COUNTED = 2**31 - 1  # in one row of somebody else's counts
_N_LOOKED_AT = 50  # lines, to know what a file is

_EARLIEST = datetime(1995, 1, 1).astimezone().timestamp()


@dataclass(frozen=True)
class Hit:
    """One line that was understood: a request, or with `n` more that were counted already."""

    at: float  # seconds since 1970
    address: str
    host: str = ""
    method: str = "GET"
    status: int = 200
    remote: str = ""
    user: str = ""
    agent: str | None = None  # None: not told
    is_resource: bool = False  # as CKAN's tracker says
    package: str = ""  # CKAN's identifier of it
    n: int = 0  # counted by the tracker; nought for a request


@dataclass(frozen=True)
class Total:
    """What a tracker counted of a package or resource since it began, and of late."""

    name: str  # or identifier
    total: int
    recent: int
    is_resource: bool = False


Told = Hit | str  # a hit, or why there is none


def recognise(path: Path) -> str:
    """The kind of a file, by its first lines. Raises Unreadable where it is none of KINDS."""
    lines = [line for line, _ in zip(_lines(path), range(_N_LOOKED_AT), strict=False)]
    text = [line for line in lines if line and line.strip()]
    first = text[0].lstrip().lower() if text else ""
    if first.startswith(("{", "[")):
        return "json" if any(map(_is_record, text)) else "tracking-totals"
    if any(line.startswith("#Fields:") for line in text):
        return "w3c"
    for kind, needed in _HEADS.items():
        if needed <= set(_cells(first)):
            return kind
    if any(_CLF.match(line) for line in text):
        return "common"
    raise Unreadable("usage.no_log")


def read(path: Path, kind: str, zone: tzinfo, now: float) -> Iterator[Told]:
    """The lines of a log of a kind, but for `tracking-totals`. Times that name no zone are of `zone`.
    Raises TooLarge for what is packed too densely, Unreadable for what cannot be unpacked."""
    lines = _lines(path)
    reader = _READERS[kind](lines, zone)
    for told in reader:
        if isinstance(told, Hit) and not _EARLIEST < told.at < now + 86_400:
            yield "time"
        else:
            yield told


def read_totals(path: Path) -> list[Total]:
    """What packages in JSON tell in all. Raises Unreadable and TooLarge."""
    text = []
    size = 0
    for line in _lines(path):
        size += len(line or "")
        if size > _MAX_TOTALS_BYTES:
            raise TooLarge("usage.log_too_dense")
        text.append(line or "")
    try:
        packages = _packages(json.loads("\n".join(text)))
        return list(chain.from_iterable(map(_totals_of, packages)))
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError):
        raise Unreadable("usage.no_log") from None


def _lines(path: Path) -> Iterator[str | None]:
    """Lines as text, whatever they are written in; None for one that is too long."""
    with path.open("rb") as raw:
        packed = raw.read(2) == b"\x1f\x8b"
        raw.seek(0)
        source: IO[bytes] = raw
        if packed:
            most = max(_PACKED_FREELY, path.stat().st_size * MAX_RATIO)
            source = _Bounded(gzip.GzipFile(fileobj=raw), most)  # type: ignore[assignment]
        try:
            yield from _decoded(source)
        except (EOFError, gzip.BadGzipFile, zlib.error, OSError):
            yield "\x00"  # what is cut off or spoilt: a line that nobody can read, and the end


class _Bounded:
    """What is packed, as far as it may come to. Raises TooLarge beyond."""

    def __init__(self, source: IO[bytes], most: int) -> None:
        self._source, self._left = source, most
        self.seek = source.seek

    def read(self, size: int) -> bytes:
        return self._noted(self._source.read(size))

    def readline(self, size: int) -> bytes:
        return self._noted(self._source.readline(size))

    def _noted(self, taken: bytes) -> bytes:
        self._left -= len(taken)
        if self._left < 0:
            raise TooLarge("usage.log_too_dense")
        return taken


def _decoded(source: IO[bytes]) -> Iterator[str | None]:
    beginning = source.read(3)
    code = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}.get(beginning[:2], "utf-8")
    source.seek(3 if beginning == b"\xef\xbb\xbf" else 2 if code != "utf-8" else 0)
    if code != "utf-8":
        yield from _wide(source, code)
        return
    while line := source.readline(MAX_LINE_BYTES):
        is_whole = line.endswith(b"\n") or len(line) < MAX_LINE_BYTES
        while not is_whole and (more := source.readline(MAX_LINE_BYTES)):
            if more.endswith(b"\n"):
                break
        yield line.decode(errors="replace").rstrip("\r\n") if is_whole else None


def _wide(source: IO[bytes], code: str) -> Iterator[str | None]:
    """Lines of what some programs of Windows write."""
    left = ""
    while block := source.read(MAX_LINE_BYTES):
        *whole, left = (left + block.decode(code, errors="replace")).split("\n")
        yield from (line.rstrip("\r") if len(line) < MAX_LINE_BYTES else None for line in whole)
        left = left[:MAX_LINE_BYTES]
    if left:
        yield left


# host, address, user, time, request, status, size, and of the combined format referrer and agent
_CLF = re.compile(
    r'(?:(?P<host>[\w.:-]+) )?(?P<remote>[^\s"]+) \S+ (?P<user>[^\[\]"]{1,200}) '
    r'\[(?P<time>[^\]]{10,40})\] "(?P<request>(?:[^"\\]|\\.)*)" (?P<status>\d{3}) \S+'
    r'(?: "(?:[^"\\]|\\.)*" "(?P<agent>(?:[^"\\]|\\.)*)")?'
)


def _common(lines: Iterator[str | None], zone: tzinfo) -> Iterator[Told]:
    for line in lines:
        if line is None:
            yield "too-long"
        elif line.strip():
            yield _hit_of_common(line) if line.isprintable() or "\t" in line else "unreadable"


def _hit_of_common(line: str) -> Told:
    found = _CLF.match(line)
    if found is None:
        return "unreadable"
    try:
        at = _time(found["time"])
    except (ValueError, OverflowError):
        return "time"
    method, address = _request(found["request"])
    if not address:
        return "request"
    return Hit(
        at=at,
        address=address,
        host=(found["host"] or "").partition(":")[0],
        method=method,
        status=int(found["status"]),
        remote=found["remote"],
        user="" if found["user"] == "-" else found["user"],
        agent=found["agent"],
    )


def _request(text: str) -> tuple[str, str]:
    """Method and address of a request line; an empty address where there is none."""
    parts = text.split(" ")
    return (parts[0].upper(), parts[1]) if len(parts) in (2, 3) and parts[1] else ("", "")


def _time(text: str) -> float:
    """Seconds of 10/Oct/2026:13:55:36 +0700."""
    return _minute(text[:17], text[20:].strip()) + int(text[18:20])


@lru_cache(maxsize=100)
def _minute(minute: str, offset: str) -> float:
    return datetime.strptime(f"{minute} {offset or '+0000'}", "%d/%b/%Y:%H:%M %z").timestamp()


def _json(lines: Iterator[str | None], zone: tzinfo) -> Iterator[Told]:
    for line in lines:
        if line is None:
            yield "too-long"
        elif line.strip():
            try:
                record = json.loads(line)
            except (ValueError, RecursionError):
                record = None
            yield _hit_of(record, zone) if isinstance(record, dict) else "unreadable"


def _w3c(lines: Iterator[str | None], zone: tzinfo) -> Iterator[Told]:
    names: list[str] = []
    for line in lines:
        if line is None:
            yield "too-long"
        elif line.startswith("#"):
            names = line.split()[1:] if line.startswith("#Fields:") else names
        elif line.strip():
            cells = line.split("\t") if "\t" in line else line.split()
            is_whole = names and len(cells) == len(names)
            yield _hit_of(dict(zip(names, cells, strict=True)), zone) if is_whole else "unreadable"


# what the fields of a request are called, the first that is there
_NAMES = {
    "at": ("ts", "time", "timestamp", "@timestamp", "time_iso8601", "time_local", "msec"),
    "remote": ("remote_addr", "remote_ip", "client_ip", "c-ip", "clientip", "ip"),
    "user": ("remote_user", "user", "cs-username", "user_id"),
    "method": ("request_method", "method", "cs-method", "http_method"),
    "address": ("request_uri", "uri", "cs-uri-stem", "url", "path"),
    "host": ("host", "http_host", "x-host-header", "cs-host", "cs(Host)", "server_name"),
    "status": ("status", "sc-status", "status_code", "response"),
    "agent": ("http_user_agent", "user_agent", "cs(User-Agent)", "agent", "userAgent"),
}


def _is_record(line: str) -> bool:
    """Whether a line is a request in JSON, which has a status."""
    try:
        record = json.loads(line)
    except (ValueError, RecursionError):
        return False
    return isinstance(record, dict) and not record.keys().isdisjoint(_NAMES["status"])


def _hit_of(record: dict[str, Any], zone: tzinfo) -> Told:
    flat = _flat(record)
    given = {name: _first(flat, names) for name, names in _NAMES.items()}
    if isinstance(flat.get("request"), str):
        given["method"], given["address"] = _request(flat["request"])
    if query := flat.get("cs-uri-query"):
        given["address"] = f"{given['address']}?{query}" if query != "-" else given["address"]
    try:
        at = _moment(given["at"], flat, zone)
    except (ValueError, TypeError, OverflowError, OSError):
        return "time"
    try:
        status = int(given["status"])
    except (ValueError, TypeError, OverflowError):
        return "unreadable"
    if not isinstance(given["address"], str) or not given["address"]:
        return "request"
    agent = None if given["agent"] is None else _text(given["agent"])
    return Hit(
        at=at,
        address=given["address"],
        host=_text(given["host"]).partition(":")[0],
        method=_text(given["method"] or "GET").upper(),
        status=status,
        remote=_text(given["remote"]),
        user=_text(given["user"]).removeprefix("-"),
        agent=unquote_plus(agent) if agent and "cs(User-Agent)" in flat else agent,
    )


def _flat(record: dict[str, Any]) -> dict[str, Any]:
    """A record with what Caddy puts into `request` and its headers beside the rest."""
    request = record.get("request")
    if not isinstance(request, dict):
        return record
    headers = request.get("headers")
    agents = headers.get("User-Agent") if isinstance(headers, dict) else None
    agent = agents[0] if isinstance(agents, list) and agents else agents
    inside = {name: value for name, value in request.items() if name != "headers"}
    return {**record, "request": None, **inside, **({"user_agent": agent} if agent else {})}


def _first(record: dict[str, Any], names: tuple[str, ...]) -> Any:
    return next((record[name] for name in names if record.get(name) not in (None, "")), None)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else "" if value is None else str(value)[:1_000]


def _moment(value: Any, record: dict[str, Any], zone: tzinfo) -> float:
    """Seconds since 1970 of a number, of ISO 8601, of the common format, or of CloudFront's two
    fields, which are of UTC. Raises ValueError, TypeError and others."""
    if isinstance(record.get("date"), str) and isinstance(record.get("time"), str):
        return datetime.fromisoformat(f"{record['date']}T{record['time']}+00:00").timestamp()
    if isinstance(value, str) and not value.replace(".", "", 1).isdecimal():
        return _time(value) if value[2:3] == "/" else _iso(value, zone)
    seconds = float(value)
    return seconds / 1000 if seconds > 1e11 else seconds


def _iso(text: str, zone: tzinfo) -> float:
    moment = datetime.fromisoformat(text)
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).timestamp()


_HEADS = {
    "tracking-summary": {"url", "count", "tracking_date"},
    "tracking-raw": {"user_key", "url", "access_timestamp"},
}


def _cells(line: str) -> list[str]:
    try:
        return [cell.strip() for cell in next(csv.reader([line]), [])]
    except csv.Error:
        return []


def _table(hit: Callable[[dict[str, str], tzinfo], Hit]) -> Callable[..., Iterator[Told]]:
    """The reader of a table of CKAN's, a row a line."""

    def rows(lines: Iterator[str | None], zone: tzinfo) -> Iterator[Told]:
        heads = _cells((next(lines, "") or "").lower())
        for line in lines:
            cells = _cells(line or "")
            if line is None:
                yield "too-long"
            elif not line.strip():
                continue
            elif len(cells) != len(heads):
                yield "unreadable"
            else:
                try:
                    yield hit(dict(zip(heads, cells, strict=True)), zone)
                except KeyError:  # a table of another kind than it is said to be
                    yield "unreadable"
                except _NoCount:
                    yield "count"
                except (ValueError, OverflowError):
                    yield "time"

    return rows


def _hit_of_raw(row: dict[str, str], zone: tzinfo) -> Hit:
    return Hit(
        at=_iso(row["access_timestamp"], zone),
        address=row["url"],
        host=urlsplit(row["url"]).hostname or "",
        user=row["user_key"],
        is_resource=row.get("tracking_type") == "resource",
    )


def _hit_of_summary(row: dict[str, str], zone: tzinfo) -> Hit:
    return Hit(
        at=_iso(row["tracking_date"][:10], zone),
        address=row["url"],
        host=urlsplit(row["url"]).hostname or "",
        is_resource=row.get("tracking_type") == "resource",
        package=row.get("package_id", "").removeprefix("~~not~found~~"),
        n=_counted(row["count"]),
    )


_READERS: dict[str, Callable[[Iterator[str | None], tzinfo], Iterator[Told]]] = {
    "common": _common,
    "w3c": _w3c,
    "json": _json,
    "tracking-raw": _table(_hit_of_raw),
    "tracking-summary": _table(_hit_of_summary),
}


def _packages(told: Any) -> list[Any]:
    """The packages of an answer of CKAN's, or as they are."""
    told = told.get("result", told) if isinstance(told, dict) else told
    told = told.get("results", told) if isinstance(told, dict) else told
    return told if isinstance(told, list) else [told]


def _totals_of(package: dict[str, Any]) -> Iterator[Total]:
    if not isinstance(package.get("tracking_summary"), dict):
        raise ValueError("a package without tracking_summary")
    yield _total(package["name"], package)
    for resource in package.get("resources", ()):
        if "tracking_summary" in resource:
            yield _total(resource["id"], resource, is_resource=True)


def _total(name: str, of: dict[str, Any], *, is_resource: bool = False) -> Total:
    summary = of["tracking_summary"]
    total, recent = (_counted(summary[part], least=0) for part in ("total", "recent"))
    return Total(str(name).replace("\0", ""), total, recent, is_resource)


class _NoCount(ValueError):
    """A number of uses that none can be."""


def _counted(told: Any, *, least: int = 1) -> int:
    """A number of uses that somebody else counted."""
    try:
        n = int(told)
    except (ValueError, TypeError, OverflowError):
        raise _NoCount from None
    if not least <= n <= _MOST_COUNTED:
        raise _NoCount
    return n
