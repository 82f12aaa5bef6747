"""What the format, media type and licence of a file, as a catalogue tells them, come to."""

import re
from functools import cache, lru_cache

from odms.definitions import national
from odms.standards import codes
from odms.standards.description import Resource

FILE_TYPES = "http://publications.europa.eu/resource/authority/file-type/"
_MEDIA_TYPE = re.compile(r"[a-z]+/[a-z0-9.+-]+", re.IGNORECASE)

# formats that people name in other words, or that media types name
_ALSO = {
    "excel": "xls",
    "spreadsheet": "xls",
    "vnd.ms-excel": "xls",
    "openxml": "xlsx",
    "vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    "vnd.oasis.opendocument.spreadsheet": "ods",
    "vnd.geo+json": "geojson",
    "geo+json": "geojson",
    "ld+json": "jsonld",
    "json_ld": "jsonld",
    "json lines": "jsonl",
    "rdf+xml": "rdf",
    "rdf_xml": "rdf",
    "turtle": "ttl",
    "rdf_turtle": "ttl",
    "vnd.google-earth.kml+xml": "kml",
    "geopackage+sqlite3": "gpkg",
    "geopackage": "gpkg",
    "vnd.apache.parquet": "parquet",
    "tab-separated-values": "tsv",
    "plain": "txt",
    "text": "txt",
    "shapefile": "shp",
    "esri shapefile": "shp",
    "word": "doc",
    "docx": "doc",
    "msword": "doc",
    "jpg": "image",
    "jpeg": "image",
    "png": "image",
    "tiff": "image",
    "rest": "api",
    "web service": "api",
    "html": "html",
}
_MACHINE_READABLE_FROM = 2  # stars
_PROPRIETARY = {"xls", "xlsb", "doc", "shp", "image"}


def kind_of(resource: Resource) -> str:
    """The format in small letters, from the label, an address of a list, or the media type; "" if
    nothing tells it."""
    return _kind(resource.format, resource.media_type)


@lru_cache(maxsize=4_096)
def _kind(form: str, media_type: str) -> str:
    for told in (form, media_type):
        name = told.rsplit("/", 1)[-1].strip().lower().lstrip(".")
        if name:
            return _ALSO.get(name, name)
    return ""


def stars_of(resource: Resource) -> int:
    """Stars of openness of the format, 0 where none is told; what is not known earns one."""
    kind = kind_of(resource)
    return int(_stars().get(kind, 1)) if kind else 0


def is_machine_readable(resource: Resource) -> bool:
    """Whether a machine reads such a file as rows or statements."""
    return stars_of(resource) >= _MACHINE_READABLE_FROM or kind_of(resource) in ("shp", "zip")


@cache
def open_formats() -> frozenset[str]:
    """Formats that belong to nobody."""
    return frozenset(_stars()) - _PROPRIETARY


def is_of_lists(resource: Resource) -> bool:
    """Whether format and media type are told in the terms of the file-type list and of IANA."""
    return _are_of_lists(resource.format, resource.media_type)


@lru_cache(maxsize=4_096)
def _are_of_lists(form: str, media_type: str) -> bool:
    is_format = form.startswith(FILE_TYPES) or _kind(form, media_type) in _stars()
    kind = media_type.removeprefix("https://www.iana.org/assignments/media-types/")
    return bool(form and media_type) and is_format and _is_media_type(kind)


@lru_cache(maxsize=4_096)
def is_known_licence(told: str) -> bool:
    """Whether a licence, as told, is one of the country's list or one by a known address."""
    if not told:
        return False
    code = codes.recognise("licences", told)
    found = codes.find("licences", code) if code else None
    if found is not None:
        return not (found.is_unknown or found.is_other)
    address = told.lower().removeprefix("https://").removeprefix("http://")
    return address.startswith(_LICENCES)


_LICENCES = (
    "creativecommons.org/",
    "www.opendefinition.org/licenses/",
    "opendatacommons.org/",
    "www.opendatacommons.org/",
    "publications.europa.eu/resource/authority/licence/",
    "www.usa.gov/government-works",
    "www.usa.gov/publicdomain/",
    "www.etalab.gouv.fr/licence-ouverte",
    "www.nationalarchives.gov.uk/doc/open-government-licence",
)


def _is_media_type(text: str) -> bool:
    return _MEDIA_TYPE.fullmatch(text) is not None


@cache
def _stars() -> dict[str, int]:
    return dict(national("openness.yaml")["formats"])
