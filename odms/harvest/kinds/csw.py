"""Catalogue services (CSW 2.0.2 and 3.0): records of ISO 19139, or of Dublin Core where a service
gives no other. A run for what changed asks by the day of modification."""

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from odms.errors import Refused
from odms.harvest.fetching import Document, Fetch
from odms.harvest.kinds.dcat import read, recognised
from odms.harvest.page import MAX_IDLE_PAGES, Cursor, Page
from odms.standards.reading import Reading

PROBES = (
    "csw?service=CSW&request=GetCapabilities",
    "srv/eng/csw?service=CSW&request=GetCapabilities",
    "geonetwork/srv/eng/csw?service=CSW&request=GetCapabilities",
)
HAS_CHANGES = True

ROWS = 50
# what is asked for, the richest first: type names and output schema
SCHEMAS = {
    "iso": ("gmd:MD_Metadata", "http://www.isotc211.org/2005/gmd"),
    "dublin-core": ("csw:Record", "http://www.opengis.net/cat/csw/2.0.2"),
}
_NAMESPACES = (
    "xmlns(csw=http://www.opengis.net/cat/csw/2.0.2),xmlns(gmd=http://www.isotc211.org/2005/gmd)"
)
_OWN = {"service", "version", "request"}


def recognise(document: Document) -> bool:
    """Whether a document is an answer of such a service, or one record of ISO 19139."""
    return (
        recognised(document) == "csw"
        or b"CSW_Capabilities" in document.body[:4_096]
        or (b":Capabilities" in document.body[:4_096] and b"opengis.net/cat/csw" in document.body)
    )


def pages(
    fetch: Fetch, url: str, *, options: Mapping[str, Any], since: str, cursor: Cursor
) -> Iterator[Page]:
    """The records of a service, or of a file."""
    if fetch.is_file:
        reading = read("csw", fetch.get(url))
        if reading.next_position:
            reading.trouble("harvest.beyond_the_file", url=f"#{reading.next_position}")
            reading.is_complete = False
        yield Page(cursor={}, reading=reading, is_last=True)
        return
    schema = str(cursor.get("schema") or options.get("schema") or "")
    position, names, n_idle = int(cursor.get("position", 1)), set[str](), 0
    while True:
        reading, schema = _read(fetch, url, position, since, schema)
        found = {one.identifier for one in reading.descriptions}
        n_idle = 0 if found - names else n_idle + 1
        names |= found
        following = reading.next_position or 0
        is_last = following <= position
        if not is_last and n_idle >= MAX_IDLE_PAGES:
            reading.trouble("harvest.paging_loops", url=url)
            reading.is_complete, is_last = False, True
        place = {} if is_last else {"position": following, "schema": schema}
        yield Page(cursor=place, reading=reading, is_last=is_last)
        if is_last:
            return
        position = following


def _read(fetch: Fetch, url: str, position: int, since: str, schema: str) -> tuple[Reading, str]:
    """A page in the schema that the service gives, which is found out at the first one."""
    tried = [schema] if schema in SCHEMAS else list(SCHEMAS)
    for name in tried:
        try:
            return read("csw", fetch.get(_address(url, name, position, since))), name
        except Refused as refused:
            may_be_other = refused.code == "standards.read.csw_failed"
            if not may_be_other or name == tried[-1]:
                raise
    raise AssertionError("the last schema is tried or refused")


def _address(url: str, schema: str, position: int, since: str) -> str:
    """The question for a page, with what the address itself asks besides."""
    parts = urlsplit(url)
    kept = [(name, value) for name, value in parse_qsl(parts.query) if name.lower() not in _OWN]
    types, output = SCHEMAS[schema]
    asked = {
        "service": "CSW",
        "version": "2.0.2",
        "request": "GetRecords",
        "typeNames": types,
        "namespace": _NAMESPACES,
        "outputSchema": output,
        "resultType": "results",
        "elementSetName": "full",
        "startPosition": str(position),
        "maxRecords": str(ROWS),
    }
    if since:
        asked |= {
            "constraintLanguage": "CQL_TEXT",
            "constraint_language_version": "1.1.0",
            "constraint": f"Modified >= '{since[:10]}'",
        }
    query = urlencode([*kept, *asked.items()])
    return urlunsplit((parts.scheme, parts.netloc, parts.path, query, ""))
