"""Resources of CKAN's packages, read: files, and addresses where something is asked or looked at."""

from collections.abc import Iterator, Mapping
from typing import Any

from odms.standards import values
from odms.standards.description import Resource

# under this name extras hold what a package or resource says and no field does
KEPT = "ckan"

_OF_FILE = values.names(
    "id url name title description format mimetype mimetype_inner size hash hash_algorithm",
    "created last_modified metadata_modified package_id position state revision_id",
    "resource_type url_type cache_url cache_last_updated revision_timestamp",
    "resource_group_id name_translated description_translated access_url download_url",
    "license rights status availability language conforms_to documentation issued modified",
    "webstore_url webstore_last_updated",
)
# what is asked or looked at where it stands, and is no file
_NO_FILES = {
    "api",
    "html",
    "wms",
    "wfs",
    "wcs",
    "wmts",
    "web",
    "website",
    "link",
    "url",
    "rest",
    "sparql",
}
# a bundle of all files that a portal makes itself
_BUNDLE = "all resource data"


def describe_resources(told: Mapping[str, Any]) -> Iterator[Resource]:
    """The files of a package; the bundle that a portal makes of them is none of them."""
    for one in values.each(told.get("resources")):
        if isinstance(one, dict) and not _is_bundle(one):
            yield _resource(one)


def _is_bundle(told: Mapping[str, Any]) -> bool:
    return values.text(told.get("name")).lower() == _BUNDLE


def _resource(told: Mapping[str, Any]) -> Resource:
    url = values.text(told.get("url"))
    form = values.text(told.get("format"))
    is_file = form.lower() not in _NO_FILES
    return Resource(
        identifier=values.text(told.get("id")),
        uri=values.address(told.get("uri")),
        titles=values.translated(told, "name") or values.words(told.get("title")),
        descriptions=values.translated(told, "description"),
        access_urls=values.texts(told.get("access_url") or ("" if is_file else url)),
        download_urls=values.texts(told.get("download_url") or (url if is_file else "")),
        format=form,
        media_type=values.media_type(told.get("mimetype")),
        size_bytes=values.size(told.get("size")),
        checksum=values.checksum(told.get("hash"), told.get("hash_algorithm")),
        licence=values.text(told.get("license")),
        rights=values.statements(told.get("rights")),
        issued=values.moment(values.first(told, "issued", "created")),
        modified=values.moment(
            values.first(told, "modified", "last_modified", "metadata_modified")
        ),
        availability=values.text(told.get("availability")),
        status=values.text(told.get("status")),
        languages=values.texts(values.parsed(told.get("language"))),
        conforms_to=values.concepts(told.get("conforms_to")),
        pages=values.texts(values.parsed(told.get("documentation"))),
        extras=kept({name: value for name, value in told.items() if name not in _OF_FILE}),
    )


def kept(told: Mapping[str, Any]) -> dict[str, Any]:
    """What is kept as told, where it says something."""
    said = {name: value for name, value in told.items() if value not in (None, "", [], {})}
    return {KEPT: said} if said else {}
