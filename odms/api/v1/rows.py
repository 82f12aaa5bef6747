"""Rows, profile and files of a published table."""

from typing import TYPE_CHECKING, Any, Literal

import orjson
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.utils import timezone
from ninja import Query, Router

from odms.api import counting, present, schemas
from odms.api.doors import operation
from odms.api.paging import absolute, links
from odms.api.v1.answers import answers
from odms.catalogue import queries as catalogue
from odms.definitions import national
from odms.errors import Absent
from odms.lake.exports import FORMATS
from odms.publication.queries.quality import release_quality
from odms.standards import dqv, rdf
from odms.tables import queries as tables
from odms.tables.rules import parse_query, to_json
from odms.tables.serving import file_response

if TYPE_CHECKING:
    from odms.catalogue.models import Distribution, Release

router = Router(tags=["tables"])

_FORMAT = Query("csv", description=f"One of {', '.join(FORMATS)}")
_QUALITY = Query("json", description="json, or DQV as jsonld or turtle")
_BOM = Query(False, description="Begin CSV with a byte order mark, for Excel")
_FILTERS = {
    "parameters": [
        {
            "name": "filter",
            "in": "query",
            "style": "form",
            "explode": True,
            "description": (
                "Filters by column: `column=value` or `column__op=value` with op one of eq, ne, "
                "lt, lte, gt, gte, contains, startswith, in, isnull"
            ),
            "schema": {"type": "object", "additionalProperties": {"type": "string"}},
        },
        *(
            {"name": name, "in": "query", "description": told, "schema": {"type": kind}}
            for name, kind, told in (
                ("select", "string", "Columns to give, separated by commas"),
                ("sort", "string", "Columns to sort by, separated by commas; - before one: down"),
                ("page", "integer", "Which page, from 1"),
                ("size", "integer", "How many rows on a page"),
            )
        ),
    ]
}


@router.get(
    "/distributions/{id}/rows",
    response=answers(schemas.Rows, 404, 410),
    summary="Rows of a table",
    openapi_extra=_FILTERS,
)
@operation("catalogue.read", takes_any=True)
def list_rows(request: HttpRequest, response: HttpResponse, id: str) -> dict[str, Any]:
    """One page of rows: filtered, sorted, with chosen columns."""
    distribution = catalogue.get_distribution(id, person=None)
    release = _current(distribution)
    query = parse_query(_parameters(request), release.columns)
    page = tables.get_rows(release, query)
    response["Link"] = links(request, page=page.page, size=page.size, total=page.total)
    counting.count(request, "rows", dataset=distribution.dataset)
    return {
        "total": page.total,
        "page": page.page,
        "size": page.size,
        "release": release.number,
        "columns": [present.column(column) for column in page.columns],
        "rows": page.records(),
        "source": absolute(f"/datasets/{distribution.dataset.slug}"),
        "licence": distribution.dataset.licence,
    }


@router.get(
    "/distributions/{id}/profile",
    response=answers(dict[str, Any], 404, 410),
    summary="Profile of a table",
)
@operation("catalogue.read")
def get_profile(request: HttpRequest, id: str) -> dict[str, Any]:
    """What is known of every column: missing and distinct values, range, histogram, top values."""
    return tables.profile(_current(catalogue.get_distribution(id, person=None)))


@router.get("/quality", response=answers(dict[str, Any]), summary="How quality is measured")
@operation("catalogue.read")
def get_quality_rules(request: HttpRequest) -> dict[str, Any]:
    """The six dimensions and their measures: formulas, inputs, weights and bands."""
    rules: dict[str, Any] = national("quality.yaml")
    return rules


@router.get(
    "/distributions/{id}/quality",
    response=answers(dict[str, Any], 404, 410),
    summary="Quality of a table",
)
@operation("catalogue.read")
def get_quality(
    request: HttpRequest, id: str, format: Literal["json", "jsonld", "turtle"] = _QUALITY
) -> dict[str, Any] | HttpResponse:
    """Points in six dimensions with their derivation; as W3C DQV in JSON-LD or Turtle."""
    release = _current(catalogue.get_distribution(id, person=None))
    now = timezone.now()
    told = release_quality(release, at=now)
    if format == "json":
        return told
    subject, page = absolute(f"/api/v1/distributions/{id}"), absolute("/api/v1/quality")
    document = dqv.to_json_ld(told, subject=subject, page=page, at=now)
    if format == "turtle":
        return HttpResponse(rdf.as_turtle(document), content_type="text/turtle; charset=utf-8")
    return HttpResponse(orjson.dumps(document), content_type="application/ld+json")


@router.get(
    "/distributions/{id}/values/{column}",
    response=answers(list[schemas.Value], 404, 410),
    summary="Values of a column",
)
@operation("catalogue.read")
def list_values(request: HttpRequest, id: str, column: str) -> list[dict[str, Any]]:
    """The most frequent values of a column and how often they occur."""
    release = _current(catalogue.get_distribution(id, person=None))
    return [{"value": _text(value), "n": n} for value, n in tables.facet(release, column)]


@router.get(
    "/distributions/{id}/download",
    response={302: None} | answers(None, 404, 410),
    summary="Download the current release",
)
@operation("catalogue.read", takes_any=True)
def download_current(request: HttpRequest, id: str) -> HttpResponseBase:
    """Leads to the file of the current release, whose address never changes."""
    release = _current(catalogue.get_distribution(id, person=None))
    base = f"/api/v1/distributions/{id}/releases/{release.number}/download"
    query = request.META.get("QUERY_STRING", "")
    return HttpResponseRedirect(f"{base}?{query}" if query else base)


@router.get(
    "/distributions/{id}/original",
    response=answers(None, 404, 410),
    summary="Download the copy of a file elsewhere",
)
@operation("catalogue.read")
def download_original(request: HttpRequest, id: str) -> HttpResponseBase:
    """The file that a link leads to, or that a table was read from, as it was copied."""
    distribution = catalogue.get_distribution(id, person=None)
    response = file_response(request, tables.copied_file(catalogue.get_copy(distribution)))
    counting.count_file(request, response, distribution.dataset)
    return response


@router.get(
    "/distributions/{id}/releases/{number}/download",
    response=answers(None, 404, 410),
    summary="Download a release",
    openapi_extra=_FILTERS,
)
@operation("catalogue.read", takes_any=True)
def download_release(
    request: HttpRequest, id: str, number: int, format: str = _FORMAT, bom: bool = _BOM
) -> HttpResponseBase:
    """The table as a file, whole or filtered as rows are; takes Range and conditions."""
    distribution = catalogue.get_distribution(id, person=None)
    release = catalogue.get_release(distribution, number)
    query = parse_query(_parameters(request), release.columns)
    response = file_response(request, tables.download(release, format, bom, query))
    counting.count_file(request, response, distribution.dataset)
    return response


def _parameters(request: HttpRequest) -> dict[str, list[str]]:
    return dict(request.GET.lists())


def _text(value: Any) -> str | None:
    """A value as text, written as rows write it; None where it is missing."""
    return None if value is None else str(to_json(value))


def _current(distribution: "Distribution") -> "Release":
    if distribution.current is None:
        raise Absent("api.no_table")
    return distribution.current
