"""The whole catalogue for machines: DCAT-AP in pages, and data.json."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import orjson
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.utils.timezone import now

from odms.catalogue.queries import count_datasets
from odms.catalogue.queries.descriptions import get_catalogue, list_descriptions, list_page
from odms.catalogue.queries.dump import MEDIA_TYPE, NAME, find_kept, get_stamp, packed_lines
from odms.errors import Absent, Invalid
from odms.standards import rdf
from odms.standards.data_json_writing import to_data_json, to_dataset
from odms.standards.dcat.writing import Page, to_document
from odms.standards.description import to_dict
from odms.tables.rules import Download
from odms.tables.serving import file_response
from odms.web import counting
from odms.web.machines import FORMS, HEADERS, document, machine, wanted

PAGE, MOST = 100, 1_000
PIECE = 500  # datasets that are read at once for what has no pages


@machine("catalogue.read")
def negotiated(request: HttpRequest) -> HttpResponse:
    """The catalogue in the form that is wanted; people are led to the search."""
    form = wanted(request)
    if form == "html":
        response: HttpResponse = HttpResponseRedirect(reverse("search"))
        response["Vary"] = "Accept"
        return response
    return _page(request, form)


@machine("catalogue.read")
def show(request: HttpRequest, form: str) -> HttpResponse:
    """A page of the catalogue in the form that the address names."""
    if form not in FORMS:
        raise Absent("web.no_such_form", form=form, known=", ".join(FORMS))
    return _page(request, form)


@machine("catalogue.read")
def data_json(request: HttpRequest) -> HttpResponseBase:
    """The whole catalogue as data.json, which knows no pages, in pieces as it is read."""
    counting.count(request, "record", "records")
    response = StreamingHttpResponse(_data_json(), content_type=FORMS["json"])
    response["Access-Control-Allow-Origin"] = "*"
    response["Link"] = dump_link()
    return response


@machine("catalogue.read")
def dump(request: HttpRequest) -> HttpResponseBase:
    """The whole catalogue as one file of JSON lines: as it is kept, else made as it is read."""
    counting.count(request, "record", "records")
    stamp = get_stamp()
    if kept := find_kept(stamp):
        file = Download(
            media_type=MEDIA_TYPE,
            file_name=NAME,
            size=kept.path.stat().st_size,
            last_modified=stamp.at or now(),
            path=kept.path,
            etag=kept.sha256,
        )
        return file_response(request, file)
    etag, modified = f'W/"{stamp.mark}"', int(stamp.at.timestamp()) if stamp.at else None
    parts = packed_lines() if request.method == "GET" else iter(())
    response = StreamingHttpResponse(parts, content_type=MEDIA_TYPE, headers=HEADERS)
    response["ETag"] = etag
    response["Content-Disposition"] = f'attachment; filename="{NAME}"'
    if modified is not None:
        response["Last-Modified"] = http_date(modified)
    return get_conditional_response(request, etag, modified, response) or response  # type: ignore[arg-type,return-value]


def dump_link() -> str:
    """Where the whole catalogue is, as the head of an answer says it."""
    return f'<{settings.CENTRE_URL}/{NAME}>; rel="item"; type="{MEDIA_TYPE}"'


def _data_json() -> Iterator[bytes]:
    head = orjson.dumps(to_data_json(get_catalogue(), []))
    yield head.removesuffix(b"]}")
    after, mark = "", b""
    while True:
        datasets, after = list_page(after=after, limit=PIECE)
        told = [orjson.dumps(to_dataset(one)) for one in list_descriptions(datasets)]
        if told:
            yield mark + b",\n".join(told)
            mark = b",\n"
        if not after:
            break
    yield b"]}"


def _page(request: HttpRequest, form: str) -> HttpResponse:
    limit = _limit(request)
    datasets, after = list_page(after=request.GET.get("after", "")[:26], limit=limit)
    catalogue, descriptions = get_catalogue(), list_descriptions(datasets)
    base = f"{settings.CENTRE_URL}/catalog.{form}"
    following = _address(base, limit, after) if after else ""
    page = Page(
        address=_address(base, limit, request.GET.get("after", "")),
        first=_address(base, limit, ""),
        n_total=count_datasets(),
        next=following,
        dump=f"{settings.CENTRE_URL}/{NAME}",
    )
    if form == "json":
        content = orjson.dumps(_plain(catalogue, descriptions, page), option=orjson.OPT_INDENT_2)
    else:
        content = rdf.written(to_document(catalogue, descriptions, page), form)
    links = [f'<{following}>; rel="next"'] if following else []
    counting.count(request, "record", "records")
    return document(request, content, FORMS[form], links=", ".join([*links, dump_link()]))


def _plain(catalogue: Any, descriptions: Any, page: Page) -> dict[str, Any]:
    """The page in the fields of this house."""
    return {
        "catalogue": to_dict(catalogue),
        "n_total": page.n_total,
        "next": page.next or None,
        "dump": page.dump,
        "descriptions": [to_dict(one) for one in descriptions],
    }


def _limit(request: HttpRequest) -> int:
    told = request.GET.get("limit", str(PAGE))
    if not told.isascii() or not told.isdecimal() or not 0 < int(told) <= MOST:
        raise Invalid("web.wrong_limit", value=told[:40], most=MOST)
    return int(told)


def _address(base: str, limit: int, after: str) -> str:
    """The address of a page: what is as usual is not said."""
    said = {"after": after} if after else {}
    said |= {"limit": str(limit)} if limit != PAGE else {}
    return f"{base}?{urlencode(said)}" if said else base
