"""What a client says of a dataset, read leniently into the fields of a record."""

from collections.abc import Mapping
from typing import Any

from odms.api.ckan.calls import Given, base_url
from odms.api.ckan.parameters import listed
from odms.api.ckan.troubles import RefusedTogether, ValidationError
from odms.errors import Invalid
from odms.health.mirroring import File, is_data
from odms.standards import ckan
from odms.standards.record import read_value

# fields of ours that CKAN has no name for: they come among the extras, or as keys of their own
_EXTRAS = {
    "title_en": "title_en",
    "notes_en": "description_en",
    "period_start": "period_start",
    "period_end": "period_end",
    "legal_ground": "legal_ground",
    "legal_ground_other": "legal_ground_other",
    "rights_origin": "rights_origin",
    "rights_holder": "rights_holder",
    "source_licence": "source_licence",
}
_LISTS = ("tags", "groups", "extras", "resources")
_NO_LICENCE = "notspecified"  # CKAN's own word for none
_MOST_RESOURCES = 500


def changes_of(given: Given, *, is_whole: bool) -> dict[str, Any]:
    """The fields of a record that a package changes, read; what it does not name is emptied where it
    `is_whole`, as far as CKAN can name it at all.

    Raises RefusedTogether with all that cannot be read.
    """
    package = _flat(given)
    raw, _ = ckan.from_package(package)
    raw |= {ours: package[theirs] for theirs, ours in _EXTRAS.items() if theirs in package}
    if "extras" in given or is_whole:
        raw["extras"] = _own(package)
    raw = _emptied(package, is_whole) | raw
    if raw.get("licence") == _NO_LICENCE:
        raw["licence"] = ""
    if str(raw.get("url") or "").startswith(f"{base_url()}/datasets/"):
        del raw["url"]  # the page of the dataset itself, which every package names
    return _read(raw)


def tables_of(given: Given) -> list[dict[str, Any]] | None:
    """The tables that a package announces, as `publication.actions.propose` takes them; None where
    it says nothing of them. Raises ValidationError, one dict of messages for each resource."""
    if "resources" not in given:
        return None
    resources = listed(given, "resources")
    if len(resources) > _MOST_RESOURCES:
        raise ValidationError(resources=f"At most {_MOST_RESOURCES} resources")
    return [table_of(resource) | {"is_fetched": _is_fetched(resource)} for resource in resources]


def table_of(resource: Mapping[str, Any], file_name: str = "") -> dict[str, Any]:
    """What a resource says of the table that it announces."""
    url = str(resource.get("url") or "")
    name = str(resource.get("name") or "") or file_name or url.rstrip("/").rpartition("/")[2]
    return {
        "id": str(resource.get("id") or "")[:100],
        "title": name,
        "address": url if is_elsewhere(url) else "",
        "source_format": str(resource.get("format") or ""),
        "extras": ckan.own_keys(resource),
    }


def is_elsewhere(url: str) -> bool:
    """Whether an address is one that a file can be fetched from, and not this centre's own."""
    return "://" in url and not url.startswith(f"{base_url()}/")


def _is_fetched(resource: Mapping[str, Any]) -> bool:
    """Whether the file of a resource is taken from its address: one that is read here, and that the
    client does not send itself afterwards, as ckanapi does with uploads."""
    url = str(resource.get("url") or "")
    form, media_type = (str(resource.get(name) or "") for name in ("format", "mimetype"))
    file = File(url, "", form, media_type, None)
    return is_elsewhere(url) and resource.get("url_type") != "upload" and is_data(file)


def _flat(given: Given) -> dict[str, Any]:
    """A package with its lists read, and its extras as keys where it has no such keys of its own."""
    lists = {name: listed(given, name) for name in _LISTS if name in given}
    extras = {str(one.get("key")): one.get("value") for one in lists.get("extras", [])}
    return extras | given | lists


def _own(package: Mapping[str, Any]) -> dict[str, Any]:
    """The extras that are no fields of ours: kept as they are told."""
    told = {str(one.get("key")): one.get("value") for one in package.get("extras", ())}
    ours = {*_EXTRAS, *ckan.NAMES.values(), *ckan.OF_GATHERED}
    return {key: value for key, value in told.items() if key not in ours}


def _emptied(package: Mapping[str, Any], is_whole: bool) -> dict[str, Any]:
    """Every field that CKAN can name and that is emptied: by its absence, or by saying nothing."""
    named = ckan.NAMES | {"theme": "groups"}
    empty = {
        ours: ""
        for ours, theirs in named.items()
        if theirs in package or (is_whole and theirs not in ("url", "tag_string"))
    }
    if "tags" in package or is_whole:
        empty["tags"] = ""
    return empty


def _read(raw: Mapping[str, Any]) -> dict[str, Any]:
    read, refusals = {}, []
    for name, value in raw.items():
        try:
            read[name] = read_value(name, value)
        except Invalid as refused:
            refusals.append(refused)
    if refusals:
        raise RefusedTogether(refusals)
    return read
