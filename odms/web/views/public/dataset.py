"""The page of a dataset: the answer, the table, the downloads, and all that is known of it."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.safestring import SafeString, mark_safe

from odms.catalogue import queries as catalogue
from odms.catalogue.queries.descriptions import get_description
from odms.errors import Absent, Gone
from odms.health import queries as health
from odms.health.queries.scores import get_marks
from odms.pictures import report as drawn
from odms.publication import queries as publication
from odms.publication.queries import standings
from odms.publication.queries.quality import release_quality
from odms.standards import codes, schema_org
from odms.usage import queries as usage
from odms.voice import queries as voice
from odms.web import (
    answers,
    citations,
    counting,
    elsewhere,
    items,
    machines,
    scores,
    sheet,
    signposts,
    strips,
    told,
)
from odms.web import rows as table_rows
from odms.web.doors import page, person_of
from odms.web.views.machines.dataset import in_form
from odms.web.views.public import feedback, questions, showcases

N_REUSES = 6


@page("catalogue.read")
def show(request: HttpRequest, slug: str) -> HttpResponse:
    """A dataset, for people or in the form that a machine wants; its tombstone where it was
    withdrawn."""
    form = machines.wanted(request)
    try:
        dataset = catalogue.get_dataset(slug, person_of(request))
    except Gone as gone:
        if form != "html":
            return machines.refusal(request, gone, form)
        return render(request, "public/tombstone.html", {"gone": gone.facts}, status=410)
    if form != "html" and dataset.state == "published":
        return in_form(request, dataset, form)
    tables = catalogue.list_tables(dataset)
    chosen = _chosen(tables, request.GET.get(table_rows.TABLE))
    context = _about(dataset) | {"tables": tables, "table": chosen}
    if chosen:
        context |= _table(request, chosen)
    response = render(request, "public/dataset.html", context)
    patch_vary_headers(response, ("Accept", "Accept-Language"))
    if dataset.state == "published":
        response["Link"] = signposts.links(dataset)
        counting.count(request, "view", dataset=dataset)
    return response


@page("catalogue.read")
def processes(request: HttpRequest, slug: str) -> HttpResponse:
    """How the sixteen processes stand for a dataset, as the system computed them."""
    dataset = catalogue.get_dataset(slug, person_of(request))
    if dataset.is_gathered:
        raise Absent("catalogue.is_gathered", slug=slug)
    cells = standings.cells_of_dataset(dataset)
    shown = {
        "dataset": dataset,
        "strip": strips.of_cells(cells, request.path),
        "processes": [strips.told(cell) for cell in cells],
    }
    return render(request, "public/processes.html", shown)


@page("catalogue.read")
def rows(request: HttpRequest, slug: str, distribution: str) -> HttpResponse:
    """The rows of one table alone, for paging within the page."""
    dataset = catalogue.get_dataset(slug, person_of(request))
    table = sheet.find_table(dataset, distribution)
    context = {"dataset": dataset, "table": table} | _rows(request, table)
    return render(request, "public/_rows.html", context)


def _chosen(tables: list[Any], slug: str | None) -> Any:
    """The table that the address names, else the first; None where there is none."""
    by_slug = {table.slug: table for table in tables}
    return by_slug.get(slug or "", tables[0] if tables else None)


def _about(dataset: Any) -> dict[str, Any]:
    """What is said of the dataset as a whole."""
    language = told.language()
    record = catalogue.get_record(dataset)
    now = timezone.now()
    fresh = health.list_freshness([dataset], at=now)[dataset.id]
    return (
        {
            "dataset": dataset,
            "record": record,
            "days_late": fresh.days_late,
            "is_scheduled": fresh.due_date is not None,
            "due_date": fresh.due_date,
            "n_broken": len(health.list_checks(dataset=dataset, state="broken")),
            "used": usage.of_dataset(dataset, at=now),
            "frequency": items.frequency(record, language),
            "licence": codes.find("licences", dataset.licence),
            "items": items.items(record),
            "scores": scores.block(get_marks(dataset)),
            "origin": catalogue.get_origin(dataset),
            "links": elsewhere.links(dataset),
            **({} if dataset.is_gathered else _governance(dataset)),
            "json_ld": _json_ld(dataset),
        }
        | feedback.section(dataset)
        | questions.section(dataset)
        | _reuses(dataset)
    )


def _reuses(dataset: Any) -> dict[str, Any]:
    """What people made of the dataset."""
    found = voice.list_showcases(dataset=dataset, limit=N_REUSES)
    return {"showcases": [showcases.card(one) for one in found]}


def _governance(dataset: Any) -> dict[str, Any]:
    """How a dataset of this centre came to be public."""
    return {
        "steps": publication.list_public_steps(dataset)[::-1],
        "strip": strips.of_cells(
            standings.cells_of_dataset(dataset),
            reverse("dataset-processes", kwargs={"slug": dataset.slug}),
        ),
    }


def _table(request: HttpRequest, table: Any) -> dict[str, Any]:
    """What is said of one of its tables."""
    release = table.current
    return {
        "answer": answers.answer(release),
        "columns": sheet.column_cards(release, request.GET),
        "quality": _quality(release),
        "files": sheet.files(table.dataset.slug, table),
        "snippets": sheet.snippets(settings.CENTRE_URL, table, request.GET),
        "statement": sheet.statement(table),
        "releases": catalogue.list_releases(table),
        "destroyed": catalogue.list_destroyed(table),
        "has_schema": bool(catalogue.list_schemas(table)),
        "citation": citations.of(table.dataset, "txt", number=release.number),
        "bibtex": citations.of(table.dataset, "bib", number=release.number),
    } | _rows(request, table)


def _quality(release: Any) -> dict[str, SafeString] | None:
    """The table's quality as of today, in short and by measure; None where it was not kept."""
    try:
        found = release_quality(release, at=timezone.now())
    except Absent:
        return None
    short, measures = drawn.quality_blocks(found, told.language())
    return {
        "short": mark_safe(drawn.blocks(short)),  # noqa: S308 - it escapes what it is given
        "measures": mark_safe(drawn.blocks(measures)),  # noqa: S308
    }


def _rows(request: HttpRequest, table: Any) -> dict[str, Any]:
    page = table_rows.rows(table.current, request.GET)
    return {
        "page": page,
        "heads": table_rows.heads(page, request.GET),
        "rows": list(table_rows.cells(table.current, page)),
        # the number of a row is its place in the whole table as it was published
        "has_numbers": page.total == page.n_rows and "sort" not in request.GET,
        "filters": table_rows.filters(table.current, request.GET),
        "chips": table_rows.chips(table.current, request.GET),
        "pager": table_rows.pager(page, request.GET),
    }


def _json_ld(dataset: Any) -> dict[str, Any] | None:
    """The dataset as search engines read it; None before it is published."""
    if dataset.state != "published":
        return None
    language, centre = told.language(), settings.CENTRE_URL
    return schema_org.to_dataset(
        get_description(dataset),
        catalogue={"name": settings.CENTRE_NAMES[language], "url": centre},
        language=language,
    )
