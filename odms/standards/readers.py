"""The standards by name: which one a document is in, and what reads it."""

import re
from collections.abc import Callable
from importlib import import_module

from odms.errors import Absent
from odms.standards.reading import Reading

# what each kind of document is read by; the modules are heavy and imported where they are used
_READERS = {
    "ckan": "odms.standards.ckan_reading:read_ckan",
    "dcat": "odms.standards.dcat.reading:read_dcat",
    "csw": "odms.standards.csw:read_csw",
    "data-json": "odms.standards.data_json:read_data_json",
}
KINDS = tuple(_READERS)

_CSW = re.compile(
    rb"<([\w.-]+:)?(GetRecords\w*Response|GetRecordByIdResponse|MD_Metadata|MI_Metadata|"
    rb"ExceptionReport)[\s>]"
)
_DCAT_US = re.compile(rb"project-open-data\.cio\.gov|DCAT-US|resources\.data\.gov/")
_CSW = re.compile(
    rb"<([\w.-]+:)?(GetRecords\w*Response|GetRecordByIdResponse|MD_Metadata|MI_Metadata|"
    rb"ExceptionReport)[\s>]"
)
_DCAT_US = re.compile(rb"project-open-data\.cio\.gov|DCAT-US|resources\.data\.gov/")
_OF_DCAT_US = re.compile(rb'"(bureauCode|programCode|dataQuality|primaryITInvestmentUII)"\s*:')
_CKAN = re.compile(
    rb'"help"\s*:|"license_title"\s*:|"owner_org"\s*:|"metadata_modified"\s*:\s*"|"num_resources"\s*:'
)
_CONTEXT = re.compile(rb'"@context"\s*:\s*"https?:')
_DATA_JSON_PATH = re.compile(r"(^|/)data\.json$|dcat-us", re.IGNORECASE)
_RDF = re.compile(rb"http://www\.w3\.org/ns/dcat#|@prefix|PREFIX |<[\w.-]*:?RDF[\s>]|dcat:")


def read(kind: str, document: bytes, *, content_type: str = "", url: str = "") -> Reading:
    """What a document of a kind holds. Addresses without a host in it are those of `url`.

    Raises Absent for a kind that there is not, Invalid where nothing of it can be read.
    """
    if kind not in _READERS:
        raise Absent("standards.read.no_such_kind", kind=kind)
    module, _, name = _READERS[kind].partition(":")
    reader: Callable[..., Reading] = getattr(import_module(module), name)
    return reader(document, content_type=content_type, url=url)


def recognise(head: bytes, content_type: str = "", url: str = "") -> str | None:
    """The kind of a document by its first bytes (64 KiB tell enough), None where it is no known one.

    A JSON catalogue with a remote context is JSON-LD, unless it says or its address says that it
    is a data.json: version 1.1 of that names such a context and needs none.
    """
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith((b"{", b"[")):
        return _of_json(start, url)
    if _CSW.search(start[:4000]):
        return "csw"
    media_type = content_type.partition(";")[0].strip().lower()
    if media_type in ("text/turtle", "application/rdf+xml", "application/n-triples"):
        return "dcat"
    return "dcat" if _RDF.search(head) else None


def _of_json(head: bytes, url: str) -> str | None:
    path = url.partition("?")[0]
    if _CKAN.search(head):
        return "ckan"
    if _DCAT_US.search(head):
        own = _OF_DCAT_US.search(head) or _DATA_JSON_PATH.search(path) or b'"@id"' in head[:400]
        return "data-json" if own or not _CONTEXT.search(head) else "dcat"
    if b'"@context"' in head or b'"@graph"' in head or b"http://www.w3.org/ns/dcat#" in head:
        return "dcat"
    return "data-json" if re.search(rb'"dataset"\s*:\s*\[', head) else None
