"""CKAN 2.2 to 2.12 by its Action API, the gateway of data.go.th, and files of packages.

Pages of `package_search` in the order of identifiers; where a server cannot give a page, smaller
ones are asked for, down to the one record that breaks it. A run for what changed asks by
`metadata_modified`. A file may hold an answer of the API, a list of packages, or one on each line,
as `ckanapi dump` writes.
"""

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote, urlencode, urlsplit, urlunsplit

import orjson

from odms.errors import Refused, Unreadable
from odms.harvest.fetching import Document, Fetch
from odms.harvest.kinds.dcat import read, recognised
from odms.harvest.page import MAX_IDLE_PAGES, Cursor, Page, Raw, may_be_smaller
from odms.standards.ckan_reading import describe_package
from odms.standards.reading import Reading

PROBES = ("api/3/action/package_search?rows=0", "api/action/package_search?rows=0")
HAS_CHANGES = True

ROWS = 200
MOST_SKIPPED = 3  # records in a row that a server cannot give
_GATEWAY = "/get-ckan"  # of data.go.th: actions stand right below it
_PAGES = ("/dataset", "/organization", "/group", "/api")
# what is counted anew at every look and says nothing of the dataset
_RESTLESS = ("tracking_summary", "total_downloads", "relationships_as_object")
# packages that are no datasets
_OTHER_TYPES = ("harvest", "showcase", "application", "geoview")
_NO = ("false", "no", "0")


def recognise(document: Document) -> bool:
    """Whether a document is an answer of the Action API, or packages."""
    return recognised(document) == "ckan"


def pages(
    fetch: Fetch, url: str, *, options: Mapping[str, Any], since: str, cursor: Cursor
) -> Iterator[Page]:
    """The packages of a site, or of a file."""
    if fetch.is_file:
        yield Page(cursor={}, reading=read("ckan", fetch.get(url)), is_last=True)
        return
    yield from _Search(fetch, url, since, str(options.get("fq", ""))).pages(cursor)


class _Search:
    """`package_search`, page after page."""

    def __init__(self, fetch: Fetch, url: str, since: str, fq: str) -> None:
        self._fetch, self._root = fetch, action_root(url)
        terms = [fq, _filter_of(url), f"metadata_modified:[{since} TO *]" if since else ""]
        self._fq = " ".join(term for term in terms if term)

    def pages(self, cursor: Cursor) -> Iterator[Page]:
        start, rows = int(cursor.get("start", 0)), int(cursor.get("rows", ROWS))
        seen, n_skipped = _Seen(is_whole=not start), 0
        while True:
            try:
                packages, total, rows = self._part(start, rows)
            except Refused as refused:
                n_skipped += 1
                if not may_be_smaller(refused) or n_skipped > MOST_SKIPPED:
                    raise
                start, rows = start + 1, 1
                seen.pass_over()
                yield Page(cursor={"start": start, "rows": rows}, reading=_not_given(start))
                continue
            n_skipped = 0
            start += len(packages)
            raws = _raws(packages)
            reading, is_last = seen.add(raws, len(packages), start, total, self._root)
            rows = min(rows * 2, ROWS)
            place = {} if is_last else {"start": start, "rows": rows}
            yield Page(cursor=place, reading=reading, raws=raws, is_last=is_last)
            if is_last:
                return

    def _part(self, start: int, rows: int) -> tuple[list[Any], int | None, int]:
        """Packages from a place on, how many there are in all, and how many rows could be asked."""
        while True:
            try:
                return *self._ask(start, rows), rows
            except Refused as refused:
                if rows == 1 or not may_be_smaller(refused):
                    raise
                rows = max(rows // 5, 1)

    def _ask(self, start: int, rows: int) -> tuple[list[Any], int | None]:
        asked = {"q": "*:*", "rows": rows, "start": start, "sort": "id asc", "fq": self._fq}
        told = {name: value for name, value in asked.items() if value not in ("", None)}
        url = f"{self._root}package_search?{urlencode(told, quote_via=quote)}"
        result = _result(self._fetch.get(url, accept="application/json"))
        packages = result.get("results") if isinstance(result, dict) else None
        if not isinstance(packages, list):
            raise Unreadable("harvest.not_an_answer", url=url, why="")
        total = result.get("count")
        return packages, total if isinstance(total, int) else None


class _Seen:
    """What came by so far, by which a listing that turns in a circle or falls short is known."""

    def __init__(self, *, is_whole: bool) -> None:
        self._names: set[str] = set()
        self._n = self._n_idle = 0
        self._is_whole = is_whole  # the listing was read from its beginning

    def pass_over(self) -> None:
        """Count a record that the site cannot give."""
        self._n += 1

    def add(
        self, raws: list[Raw], n: int, start: int, total: int | None, url: str
    ) -> tuple[Reading, bool]:
        """What is to be said of a page of `n` packages, and whether it is the last."""
        names = {raw.name for raw in raws}
        self._n_idle = 0 if names - self._names or not names else self._n_idle + 1
        self._n += n - len(names & self._names)
        self._names |= names
        reading = Reading(n_total=total)
        is_last = not n or (total is not None and start >= total)
        if self._n_idle and (is_last or self._n_idle >= MAX_IDLE_PAGES):
            reading.trouble("harvest.paging_loops", url=url)
            reading.is_complete, is_last = False, True
        elif is_last and self._is_whole and total is not None and self._n < total:
            reading.trouble("harvest.listing_short", n=self._n, total=total)
            reading.is_complete = False
        return reading, is_last


def action_root(url: str) -> str:
    """Where the actions of a site stand, whichever of its addresses was given."""
    parts = urlsplit(url)
    path = parts.path.rstrip("/")
    if _GATEWAY in path:
        path = path[: path.index(_GATEWAY) + len(_GATEWAY)]
        return urlunsplit((parts.scheme, parts.netloc, path + "/", "", ""))
    for page in _PAGES:
        if f"{page}/" in f"{path}/":
            path = path[: f"{path}/".index(f"{page}/")]
    return urlunsplit((parts.scheme, parts.netloc, f"{path}/api/3/action/", "", ""))


def _filter_of(url: str) -> str:
    """The filter that the page of an organisation or a group stands for."""
    parts = [part for part in urlsplit(url).path.split("/") if part]
    for page, field in (("organization", "organization"), ("group", "groups")):
        if page in parts[:-1]:
            return f'{field}:"{parts[parts.index(page) + 1]}"'
    return ""


def _result(document: Document) -> Any:
    value = document.value
    if not isinstance(value, dict) or "result" not in value or value.get("success") is False:
        error = value.get("error") if isinstance(value, dict) else None
        why = error.get("message", "") if isinstance(error, dict) else ""
        raise Unreadable("harvest.not_an_answer", url=document.url, why=str(why)[:200])
    return value["result"]


def _raws(packages: list[Any]) -> list[Raw]:
    """Records not read yet; of what is no package, the trouble alone."""
    kept = [one for one in packages if not _is_other(one)]
    return [_raw(one, place) for place, one in enumerate(kept)]


def _is_other(package: Any) -> bool:
    return isinstance(package, dict) and package.get("type") in _OTHER_TYPES


def _raw(package: Any, place: int) -> Raw:
    if not isinstance(package, dict):
        return Raw(f"#{place}", b"", lambda: _none(place))
    told = {name: part for name, part in package.items() if name not in _RESTLESS}
    name = str(package.get("id") or package.get("name") or "")
    return Raw(name, orjson.dumps(told, option=orjson.OPT_SORT_KEYS), lambda: _read(package))


def _read(package: dict[str, Any]) -> Reading:
    """A package read; one that is private, or whose keeper lets nobody gather it, is left out."""
    reading = Reading()
    name = str(package.get("id") or package.get("name") or "")
    if package.get("private") is True:
        reading.trouble("harvest.not_open", name, left_out=True)
    elif str(package.get("allow_harvest", "")).strip().lower() in _NO:
        reading.trouble("harvest.not_allowed", name, left_out=True)
    else:
        reading.add(describe_package(package))
    return reading


def _not_given(place: int) -> Reading:
    reading = Reading(is_complete=False)
    reading.trouble("harvest.record_not_given", f"#{place}", left_out=True)
    return reading


def _none(place: int) -> Reading:
    reading = Reading()
    reading.trouble("harvest.not_a_record", f"#{place}", left_out=True)
    return reading
