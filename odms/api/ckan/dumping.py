"""`/datastore/dump/<id>`: a whole table, or what is asked of it, as a file."""

from dataclasses import replace

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.response import HttpResponseBase

from odms.api import counting
from odms.api.ckan import parameters
from odms.api.ckan.datastore import fields_of, find_table
from odms.api.ckan.parameters import flag, natural
from odms.api.ckan.rowqueries import row_query
from odms.api.ckan.troubles import BadRequestError, CallError, NotFoundError, ValidationError
from odms.lake.dumps import FORMS
from odms.tables import queries as tables
from odms.tables.serving import file_response


def dump(request: HttpRequest, id: str) -> HttpResponseBase:
    """Rows as CSV, TSV, JSON or XML: `format`, `bom`, `limit`, `offset`, `filters`, `q`, `distinct`,
    `fields`, `sort`."""
    if request.method != "GET":
        return HttpResponseNotAllowed(["GET"])
    try:
        return _answer(request, id)
    except NotFoundError:
        return HttpResponse("DataStore resource not found", status=404, content_type="text/plain")
    except (BadRequestError, CallError) as error:
        told = error.told if isinstance(error, CallError) else {"error": [str(error)]}
        lines = [f"{name}: {' '.join(said)}" for name, said in told.items()]
        return HttpResponse("\n".join(lines), status=400, content_type="text/plain; charset=utf-8")


def _answer(request: HttpRequest, id: str) -> HttpResponseBase:
    given = parameters.of_request(request)
    table = find_table({"resource_id": id})
    form = str(given.get("format") or "csv")
    if form not in FORMS:
        raise ValidationError(format=f"Value must be one of {list(FORMS)}")
    query = row_query(given, table.current.columns)
    if given.get("limit") not in (None, ""):
        query = replace(query, limit=natural(given, "limit", 0))
    fields = fields_of(table, query.columns)
    download = tables.dump(table.current, query, form, fields, bom=flag(given, "bom", False))
    response = file_response(request, download)
    counting.count_file(request, response, table.dataset, "ckan")
    return response
