"""The standards by name: which one a document is in, and what reads it."""

import re
from collections.abc import Callable
from importlib import import_module

from odms.errors import Absent, Invalid
from odms.standards.reading import Reading

# what each kind of document is read by; the modules are heavy and imported where they are used
_READERS = {
    "ckan": "odms.standards.ckan_reading:read_ckan",
    "croissant": "odms.standards.croissant:read_croissant",
    "csw": "odms.standards.csw:read_csw",
    "data-json": "odms.standards.data_json:read_data_json",
    "dcat": "odms.standards.dcat.reading:read_dcat",
    "ogc-records": "odms.standards.ogc_records:read_records",
    "opendatasoft": "odms.standards.opendatasoft:read_opendatasoft",
    "schema-org": "odms.standards.schema_org:read_schema_org",
    "socrata": "odms.standards.socrata:read_socrata",
}
KINDS = tuple(_READERS)

_RDF_TYPES = ("text/turtle", "application/rdf+xml", "application/n-triples")
# what each kind of JSON has in its first bytes and no other has; the first that is found decides
_MARKS: tuple[tuple[str, re.Pattern[bytes]], ...] = (
    ("croissant", re.compile(rb"mlcommons\.org/croissant/")),
    (
        "ckan",
        re.compile(
            rb'"help"\s*:|"license_title"\s*:|"owner_org"\s*:|"num_resources"\s*:'
            rb'|"metadata_modified"\s*:\s*"'
        ),
    ),
    ("ogc-records", re.compile(rb'"type"\s*:\s*"Feature(Collection)?"|ogcapi-records')),
    ("opendatasoft", re.compile(rb'"(dataset_id|datasetid|dataset_uid)"\s*:')),
    (
        "socrata",
        re.compile(
            rb'"(resultSetSize|rowsUpdatedAt|viewLastModified|tableAuthor|columns_field_name)"\s*:'
        ),
    ),
)
_CSW = re.compile(
    rb"<([\w.-]+:)?(GetRecords\w*Response|GetRecordByIdResponse|MD_Metadata|MI_Metadata|"
    rb"ExceptionReport)[\s>]"
)
_PAGE = re.compile(rb"<(!DOCTYPE\s+html|html|head|body)\b", re.IGNORECASE)
_SCHEMA_ORG = re.compile(rb'"https?://schema\.org')
_DCAT = re.compile(rb"http://www\.w3\.org/ns/dcat#|@prefix|PREFIX |<[\w.-]*:?RDF[\s>]|dcat:")
_DCAT_TERMS = re.compile(rb"http://www\.w3\.org/ns/dcat#")
_DCAT_US = re.compile(rb"project-open-data\.cio\.gov|DCAT-US|resources\.data\.gov/")
_OF_DCAT_US = re.compile(rb'"(bureauCode|programCode|dataQuality|primaryITInvestmentUII)"\s*:')
_REMOTE_CONTEXT = re.compile(rb'"@context"\s*:\s*"https?:')
_DATA_JSON_PATH = re.compile(r"(^|/)data\.json$|dcat-us", re.IGNORECASE)


def read(kind: str, document: bytes, *, content_type: str = "", url: str = "") -> Reading:
    """What a document of a kind holds. Addresses without a host in it are those of `url`.

    Raises Absent for a kind that there is not, Invalid where nothing of it can be read.
    """
    if kind not in _READERS:
        raise Absent("standards.read.no_such_kind", kind=kind)
    module, _, name = _READERS[kind].partition(":")
    reader: Callable[..., Reading] = getattr(import_module(module), name)
    try:
        return reader(document, content_type=content_type, url=url)
    except RecursionError:
        raise Invalid("standards.read.too_deep") from None


def recognise(head: bytes, content_type: str = "", url: str = "") -> str | None:
    """The kind of a document by its first bytes (64 KiB tell enough), None where it is no known one."""
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith((b"{", b"[")):
        return _of_json(start, url)
    if _PAGE.match(start):
        return "schema-org" if b"application/ld+json" in head and _SCHEMA_ORG.search(head) else None
    if _CSW.search(start[:4000]):
        return "csw"
    media_type = content_type.partition(";")[0].strip().lower()
    return "dcat" if media_type in _RDF_TYPES or _DCAT.search(head) else None


def _of_json(head: bytes, url: str) -> str | None:
    """The kind of a JSON document.

    A catalogue with a remote context is JSON-LD, unless it says or its address says that it is a
    data.json: version 1.1 of that names such a context and needs none.
    """
    for kind, mark in _MARKS:
        if mark.search(head):
            return kind
    if _DCAT_US.search(head):
        path = url.partition("?")[0]
        own = _OF_DCAT_US.search(head) or _DATA_JSON_PATH.search(path) or b'"@id"' in head[:400]
        return "data-json" if own or not _REMOTE_CONTEXT.search(head) else "dcat"
    if _SCHEMA_ORG.search(head) and not _DCAT_TERMS.search(head):
        return "schema-org"
    if _DCAT_TERMS.search(head) or b'"@context"' in head or b'"@graph"' in head:
        return "dcat"
    return "data-json" if re.search(rb'"dataset"\s*:\s*\[', head) else None
