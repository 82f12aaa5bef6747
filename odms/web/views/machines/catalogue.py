"""The whole catalogue for machines: DCAT-AP in pages, and data.json."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import orjson
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse

from odms.catalogue.queries import count_datasets
from odms.catalogue.queries.descriptions import get_catalogue, list_descriptions, list_page
from odms.errors import Absent, Invalid
from odms.standards import rdf
from odms.standards.data_json_writing import to_data_json, to_dataset
from odms.standards.dcat.writing import Page, to_document
from odms.standards.description import to_dict
from odms.web.machines import FORMS, document, machine, wanted

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
    response = StreamingHttpResponse(_data_json(), content_type=FORMS["json"])
    response["Access-Control-Allow-Origin"] = "*"
    return response


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
    )
    if form == "json":
        content = orjson.dumps(_plain(catalogue, descriptions, page), option=orjson.OPT_INDENT_2)
    else:
        content = rdf.written(to_document(catalogue, descriptions, page), form)
    links = f'<{following}>; rel="next"' if following else ""
    return document(request, content, FORMS[form], links=links)


def _plain(catalogue: Any, descriptions: Any, page: Page) -> dict[str, Any]:
    """The page in the fields of this house."""
    return {
        "catalogue": to_dict(catalogue),
        "n_total": page.n_total,
        "next": page.next or None,
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
