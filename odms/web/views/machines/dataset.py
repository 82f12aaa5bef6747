"""One dataset for machines: in the standards of the field, as links, and as it is cited."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from odms.catalogue import queries as catalogue
from odms.catalogue.queries.descriptions import get_description
from odms.errors import Absent
from odms.standards.croissant import to_croissant
from odms.web import citations, counting, signposts, told
from odms.web.doors import person_of
from odms.web.machines import FORMS, as_json, document, machine, written
from odms.web.sheet import find_table


@machine("catalogue.read")
def show(request: HttpRequest, slug: str, form: str) -> HttpResponse:
    """The dataset in the form that the address names."""
    if form not in FORMS:
        raise Absent("web.no_such_form", form=form, known=", ".join(FORMS))
    dataset = _published(request, slug)
    return in_form(request, dataset, form)


def in_form(request: HttpRequest, dataset: Any, form: str) -> HttpResponse:
    """A published dataset in a form."""
    content = written(get_description(dataset), form)
    links = signposts.links(dataset)
    response = document(request, content, FORMS[form], changed_at=dataset.modified_at, links=links)
    counting.count(request, "record", "records", dataset=dataset, status=response.status_code)
    return response


@machine("catalogue.read")
def croissant(request: HttpRequest, slug: str) -> HttpResponse:
    """The dataset as Croissant, for programs that learn from data."""
    dataset = _published(request, slug)
    content = to_croissant(
        get_description(dataset),
        citation=citations.of(dataset, "txt"),
        language=told.language(),
    )
    response = as_json(request, content, FORMS["jsonld"], changed_at=dataset.modified_at)
    counting.count(request, "record", "records", dataset=dataset, status=response.status_code)
    return response


@machine("catalogue.read")
def linkset(request: HttpRequest, slug: str) -> HttpResponse:
    """The links of the dataset's page as a document of their own (RFC 9264)."""
    dataset = _published(request, slug)
    return as_json(request, signposts.linkset(dataset), "application/linkset+json")


@machine("catalogue.read")
def citation(request: HttpRequest, slug: str, form: str) -> HttpResponse:
    """How the dataset is cited, or one version of a table of it."""
    if form not in citations.FORMS:
        raise Absent("web.no_such_form", form=form, known=", ".join(citations.FORMS))
    dataset = _published(request, slug)
    number = _number(request, dataset)
    content = citations.of(dataset, form, number=number)
    return document(request, content.encode(), citations.FORMS[form])


def _published(request: HttpRequest, slug: str) -> Any:
    """The dataset once it is published: machines see no drafts. Raises Absent and Gone."""
    dataset = catalogue.get_dataset(slug, person_of(request))
    if dataset.state != "published":
        raise Absent("catalogue.no_such_dataset", slug=slug)
    return dataset


def _number(request: HttpRequest, dataset: Any) -> int | None:
    """The version that the address names, which must be there; None for the dataset as it is."""
    asked = request.GET.get("version", "")
    if not asked:
        return None
    tables = catalogue.list_tables(dataset)
    table = find_table(dataset, request.GET.get("table") or (tables[0].slug if tables else ""))
    number = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 7 else 0
    return int(catalogue.get_release(table, number).number)
