"""Which addresses mean which dataset: addresses of its files and its page, and CKAN's own. Pure."""

import re
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, unquote, urlsplit

# CKAN's addresses of a dataset, of a resource, and of its file; a language or folder may stand before
_PAGE = re.compile(
    r"(?:/[\w.-]+){0,3}?/dataset/(?P<name>[^/]+)"
    r"(?:/resource/(?P<resource>[^/]+)(?P<file>/download(?:/.*)?)?)?"
)
_DUMP = re.compile(r"(?:/[\w.-]+){0,3}?/datastore/dump/(?P<resource>[^/]+)")
_ACTION = re.compile(r"(?:/[\w.-]+){0,3}?/api/(?:\d/)?action/(?P<action>\w+)")
_KINDS = {
    "package_show": "record",
    "resource_show": "record",
    "datastore_search": "rows",
    "datastore_info": "record",
}


@dataclass
class Targets:
    """What is an agency's: its datasets by the names and addresses under which they are known."""

    names: dict[str, str] = field(default_factory=dict)  # of a dataset, in small letters
    resources: dict[str, str] = field(default_factory=dict)  # of a file, by its identifier
    # addresses of files and pages with and without their host; "" where two datasets share one
    files: dict[str, str] = field(default_factory=dict)
    pages: dict[str, str] = field(default_factory=dict)

    def add(self, places: dict[str, str], address: str, dataset_id: str) -> None:
        """Let an address mean a dataset, unless it leads to the door of a whole site."""
        parts = urlsplit(address)
        path = _place(parts.path, parts.query)
        if path == "/":
            return
        for key in (path, f"{parts.hostname}{path}"):
            if places.setdefault(key, dataset_id) != dataset_id:
                places[key] = ""

    def find(
        self, address: str, host: str = "", *, is_resource: bool = False
    ) -> tuple[str, str] | None:
        """The dataset that an address means, and the kind of use that it is; None where it is none."""
        try:
            parts = urlsplit(address)
            host, path = parts.hostname or host, unquote(parts.path)
        except ValueError:
            return None
        for place in (_place(parts.path, parts.query), _place(parts.path, "")):
            for places, kind in ((self.files, "download"), (self.pages, "view")):
                if found := places.get(f"{host}{place}") or places.get(place):
                    return found, kind
        return self._by_name(path, parts.query, is_resource)

    def _by_name(self, path: str, query: str, is_resource: bool) -> tuple[str, str] | None:
        path = path.rstrip("/")
        if found := _PAGE.fullmatch(path):
            id = self.resources.get((found["resource"] or "").lower())
            id = id or self.names.get(found["name"].lower())
            kind = "download" if found["file"] or (found["resource"] and is_resource) else "view"
            return (id, kind) if id else None
        if found := _DUMP.fullmatch(path):
            id = self.resources.get(found["resource"].lower())
            return (id, "download") if id else None
        if (found := _ACTION.fullmatch(path)) and (known := _KINDS.get(found["action"])):
            asked = dict(parse_qsl(query))
            wanted = (asked.get("resource_id") or asked.get("id") or "").lower()
            id = self.resources.get(wanted) or self.names.get(wanted)
            return (id, known) if id else None
        return None


def _place(path: str, query: str) -> str:
    """A path and query as they are compared."""
    path = unquote(path).rstrip("/") or "/"
    return f"{path}?{query}" if query else path
