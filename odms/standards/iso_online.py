"""Where the data of a record of ISO 19115 can be had: files, services, and pages about it."""

from collections.abc import Callable, Iterator

from odms.standards.description import Resource, Words
from odms.standards.values import format_of
from odms.standards.xml_reading import Element, code_of, find, find_all, text_at, texts_at

# under this name extras hold what a record says and no field does
KEPT = "iso"

_ONLINE = (
    "distributionInfo/MD_Distribution/transferOptions/MD_DigitalTransferOptions/onLine/*",
    "distributionInfo/MD_Distribution/distributor/MD_Distributor/distributorTransferOptions/"
    "MD_DigitalTransferOptions/onLine/*",
)
# what a link leads to by its function: a page about the data, and not the data
_PAGES = {"information", "search", "browsing", "completeMetadata", "browseGraphic"}
# where a link leads to by its protocol: a media or file type
_PROTOCOLS = ("WMS", "WFS", "WCS", "WMTS", "ATOM", "CSW", "REST", "SOS")
_FORMAT = "distributionInfo/MD_Distribution/distributionFormat/MD_Format"
_OPERATION = "identificationInfo/*/containsOperations/SV_OperationMetadata/connectPoint/*/linkage"

Said = Callable[[Element | None], Words]


def resources(root: Element, said: Said) -> Iterator[Resource]:
    """The links of a record that lead to data; `said` reads a text in its languages."""
    form = text_at(
        root, f"{_FORMAT}/name", f"{_FORMAT}/formatSpecificationCitation/CI_Citation/title"
    )
    for link in find_all(root, *_ONLINE):
        if _function(link) not in _PAGES and (url := text_at(link, "linkage")):
            yield _resource(link, url, form, said)


def pages(root: Element) -> Iterator[str]:
    """The links of a record that lead to pages about the data."""
    for link in find_all(root, *_ONLINE):
        if _function(link) in _PAGES and (url := text_at(link, "linkage")):
            yield url


def endpoints(root: Element) -> Iterator[str]:
    """Where a service answers: what its operations say, else its links."""
    yield from texts_at(root, _OPERATION) or (
        url for link in find_all(root, *_ONLINE) if (url := text_at(link, "linkage"))
    )


def _resource(link: Element, url: str, form: str, said: Said) -> Resource:
    protocol = text_at(link, "protocol")
    service = next((name for name in _PROTOCOLS if name in protocol.upper()), "")
    is_file = not service and (_function(link) == "download" or "DOWNLOAD" in protocol.upper())
    return Resource(
        titles=said(find(link, "name")),
        descriptions=said(find(link, "description")),
        access_urls=(url,),
        download_urls=(url,) if is_file else (),
        format=service or format_of(url) or form,
        extras={KEPT: {"protocol": protocol}} if protocol else {},
    )


def _function(link: Element) -> str:
    return code_of(find(link, "function")) or text_at(link, "function")
