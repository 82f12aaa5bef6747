"""DKAN: the metastore of version 2, or the list of packages that version 1 gives as CKAN does."""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from odms.harvest.fetching import Document, Fetch
from odms.harvest.kinds.dcat import read
from odms.harvest.page import Cursor, Page, count_off, walk

_METASTORE = "api/1/metastore/schemas/dataset/items"
_PACKAGES = "api/3/action/current_package_list_with_resources"

PROBES = (_METASTORE, f"{_PACKAGES}?limit=1")
HAS_CHANGES = False

ROWS = 50


def recognise(document: Document) -> bool:
    """Whether a document is a list of the metastore, or of packages in the shape of version 1."""
    value = document.value
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return "accessLevel" in value[0] or str(value[0].get("@type", "")).endswith("Dataset")
    found = value.get("result") if isinstance(value, dict) and "help" in value else None
    while isinstance(found, list) and found:
        found = found[0]
    # CKAN counts what it gives, and gives one package as an object
    is_listed = isinstance(value, dict) and isinstance(value.get("result"), list)
    return is_listed and isinstance(found, dict) and "num_resources" not in found


def pages(
    fetch: Fetch, url: str, *, options: Mapping[str, Any], since: str, cursor: Cursor
) -> Iterator[Page]:
    """The datasets of a site, or of a file."""
    if fetch.is_file:
        kind = "data-json" if isinstance(fetch.get(url).value, list) else "ckan"
        return walk(fetch, url, partial(read, kind), cursor=cursor)
    if _METASTORE in url:
        return walk(fetch, url, partial(read, "data-json"), cursor=cursor)
    parts = urlsplit(url)
    path = parts.path.partition("/api/")[0].rstrip("/")
    root = urlunsplit((parts.scheme, parts.netloc, f"{path}/{_PACKAGES}", "", ""))
    address = root + "?limit={rows}&offset={start}"
    return count_off(fetch, address, partial(read, "ckan"), cursor=cursor, rows=ROWS)
