"""Catalogue services page by page: which schema is asked for, what changed, where it ends."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from odms.errors import Refused
from odms.harvest.fetching import Document
from odms.harvest.kinds import csw
from odms.harvest.page import MAX_IDLE_PAGES, Page

URL = "https://maps.example/csw?service=CSW&request=GetCapabilities&map=a"
_CSW = 'xmlns:csw="http://www.opengis.net/cat/csw/2.0.2"'
_DC = 'xmlns:dc="http://purl.org/dc/elements/1.1/"'
REFUSAL = """<?xml version="1.0"?><ows:ExceptionReport xmlns:ows="http://www.opengis.net/ows">
<ows:Exception exceptionCode="InvalidParameterValue" locator="outputSchema">
<ows:ExceptionText>no such schema</ows:ExceptionText></ows:Exception></ows:ExceptionReport>"""


class Service:
    """A service of `n` records in Dublin Core alone. One that `repeats` gives the same for ever."""

    is_file = False

    def __init__(self, n: int, *, repeats: bool = False, has_records: bool = True) -> None:
        self.n, self.repeats, self.has_records = n, repeats, has_records
        self.asked: list[dict[str, str]] = []

    def get(self, url: str, *, accept: str = "", since: str = "") -> Document:
        asked = {name: one[0] for name, one in parse_qs(urlsplit(url).query).items()}
        self.asked.append(asked)
        assert len(self.asked) < 50, "it asks for ever"
        if asked["typeNames"] != "csw:Record" or not self.has_records:
            return Document(url, REFUSAL.encode(), content_type="text/xml")
        begin, rows = int(asked["startPosition"]), int(asked["maxRecords"])
        end = min(begin + rows, self.n + 1)
        following = begin + rows if self.repeats else end if end <= self.n else 0
        numbers = range(1, 1 + rows) if self.repeats else range(begin, end)
        records = "".join(
            f"<csw:Record><dc:identifier>r{i}</dc:identifier><dc:title>T{i}</dc:title>"
            "<dc:type>dataset</dc:type></csw:Record>"
            for i in numbers
        )
        text = (
            f'<?xml version="1.0"?><csw:GetRecordsResponse {_CSW} {_DC}><csw:SearchResults'
            f' numberOfRecordsMatched="{self.n}" numberOfRecordsReturned="{len(numbers)}"'
            f' nextRecord="{following}">{records}</csw:SearchResults></csw:GetRecordsResponse>'
        )
        return Document(url, text.encode(), content_type="text/xml")


def read(service: Service, since: str = "", **cursor: Any) -> list[Page]:
    return list(csw.pages(service, URL, options={}, since=since, cursor=cursor))


def names(pages: list[Page]) -> list[str]:
    return [one.identifier for page in pages for one in page.reading.descriptions]


def test_dublin_core_is_asked_for_where_there_is_nothing_richer() -> None:
    service = Service(120)
    pages = read(service)
    assert names(pages) == [f"r{i}" for i in range(1, 121)]
    assert [one["typeNames"] for one in service.asked] == ["gmd:MD_Metadata", *["csw:Record"] * 3]
    assert pages[-1].is_last and all(page.reading.is_complete for page in pages)


def test_what_an_address_asks_besides_is_kept() -> None:
    service = Service(1)
    read(service)
    assert {(one["map"], one["request"]) for one in service.asked} == {("a", "GetRecords")}


def test_a_service_goes_on_where_a_run_stopped() -> None:
    first, *rest = read(Service(120))
    service = Service(120)
    assert names(read(service, **first.cursor)) == names(rest)
    assert service.asked[0]["startPosition"] == "51"


def test_what_changed_is_asked_for_by_its_day() -> None:
    service = Service(1)
    read(service, since="2026-02-01T10:00:00Z")
    assert service.asked[-1]["constraint"] == "Modified >= '2026-02-01'"


def test_a_service_that_repeats_itself_is_not_whole() -> None:
    pages = read(Service(10_000, repeats=True))
    assert len(pages) == 1 + MAX_IDLE_PAGES
    assert [one.code for one in pages[-1].reading.troubles] == ["harvest.paging_loops"]
    assert not pages[-1].reading.is_complete


def test_a_service_that_gives_nothing_is_refused() -> None:
    with pytest.raises(Refused, match="csw_failed"):
        read(Service(1, has_records=False))
