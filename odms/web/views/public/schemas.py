"""The schema of a published table, as Table Schema and as CSVW: what programs read beside the CSV."""

from typing import Any

import orjson
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from odms.catalogue import queries as catalogue
from odms.catalogue.dictionary import as_csv, rows
from odms.engine.schema import csvw, table_schema
from odms.standards.view import Addresses
from odms.web.doors import page, person_of
from odms.web.sheet import find_table


@page("catalogue.read")
def as_table_schema(request: HttpRequest, slug: str, distribution: str) -> HttpResponse:
    """The schema in force, as Table Schema 2.0."""
    return _json(_schema(request, slug, distribution), table_schema.MEDIA_TYPE)


@page("catalogue.read")
def as_csvw(request: HttpRequest, slug: str, distribution: str) -> HttpResponse:
    """The schema in force as metadata of the table's newest CSV."""
    schema = table_schema.read(_schema(request, slug, distribution))
    url = Addresses(settings.CENTRE_URL).download(slug, distribution, "csv")
    return _json(csvw.write(schema, url=url), csvw.MEDIA_TYPE)


@page("catalogue.read")
def dictionary(request: HttpRequest, slug: str) -> HttpResponse:
    """What each column of the dataset's tables is, as CSV."""
    dataset = catalogue.get_dataset(slug, person_of(request))
    text = as_csv(rows(dataset))
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{dataset.slug}-dictionary.csv"'
    return response


def _schema(request: HttpRequest, slug: str, distribution: str) -> dict[str, Any]:
    table = find_table(catalogue.get_dataset(slug, person_of(request)), distribution)
    return catalogue.get_schema(table)


def _json(document: dict[str, Any], media_type: str) -> HttpResponse:
    return HttpResponse(orjson.dumps(document), content_type=media_type)
