"""Files of published tables: an address for each version, and one that leads to the newest."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse

from odms.catalogue import queries as catalogue
from odms.tables import queries as tables
from odms.tables.rules import parse_query
from odms.tables.serving import file_response
from odms.web import counting
from odms.web.addresses import with_query
from odms.web.doors import page, person_of
from odms.web.rows import parameters
from odms.web.sheet import find_table


@page("catalogue.read")
def latest(request: HttpRequest, slug: str, distribution: str, form: str) -> HttpResponse:
    """Lead to the newest version, whose address does not change."""
    table = find_table(catalogue.get_dataset(slug, person_of(request)), distribution)
    kept = {"slug": slug, "distribution": distribution, "form": form}
    address = reverse("download", kwargs=kept | {"number": table.current.number})
    return HttpResponseRedirect(with_query(address, request.META.get("QUERY_STRING", "")))


@page("catalogue.read")
def original(request: HttpRequest, slug: str, distribution: str) -> HttpResponseBase:
    """The file elsewhere that a table was read from, as it was copied."""
    dataset = catalogue.get_dataset(slug, person_of(request))
    release = catalogue.get_copy(find_table(dataset, distribution))
    response = file_response(request, tables.copied_file(release))
    counting.count_file(request, response, dataset)
    return response


@page("catalogue.read")
def version(
    request: HttpRequest, slug: str, distribution: str, number: int, form: str
) -> HttpResponseBase:
    """One version of a table as a file: whole, or the rows that the address asks for."""
    dataset = catalogue.get_dataset(slug, person_of(request))
    table = find_table(dataset, distribution)
    release = catalogue.get_release(table, number)
    asked = parameters(request.GET, release, without=("bom",))
    query = parse_query(asked, release.columns) if asked else None
    bom = request.GET.get("bom") == "1"
    response = file_response(request, tables.download(release, form, bom=bom, query=query))
    counting.count_file(request, response, dataset)
    return response
