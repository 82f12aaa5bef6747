"""Feeds of what is new and what changed: of the centre, an agency, a theme, a dataset, a search."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext

from odms.catalogue import queries as catalogue
from odms.errors import Absent
from odms.people import queries as people
from odms.search import queries as search
from odms.standards import codes
from odms.standards.view import Addresses
from odms.voice import queries as voice
from odms.web import facets, feeds, formats, told
from odms.web.doors import person_of
from odms.web.machines import document, machine

LENGTH = 50


@machine("catalogue.read")
def changed(request: HttpRequest) -> HttpResponse:
    """Datasets in the order of their last change."""
    datasets = catalogue.list_datasets(order="-modified_at", limit=LENGTH)
    return _feed(request, gettext("Changed datasets"), reverse("search"), datasets)


@machine("catalogue.read")
def new(request: HttpRequest) -> HttpResponse:
    """Datasets in the order in which they were first published."""
    datasets = catalogue.list_datasets(order="-published_at", limit=LENGTH)
    return _feed(request, gettext("New datasets"), reverse("search"), datasets)


@machine("catalogue.read")
def of_agency(request: HttpRequest, slug: str) -> HttpResponse:
    """Datasets of an agency by their last change. Raises Absent."""
    agency = people.get_agency(slug)
    datasets = catalogue.list_datasets(agency=agency, limit=LENGTH)
    title = formats.in_language(agency, "name", told.language())[0]
    return _feed(request, title, reverse("agency", kwargs={"slug": slug}), datasets)


@machine("catalogue.read")
def of_showcase(request: HttpRequest) -> HttpResponse:
    """What people made of open data, the last shown first."""
    entries = [
        feeds.Entry(
            id=f"{settings.CENTRE_URL}/showcase/{one.id}",
            title=one.title,
            url=f"{settings.CENTRE_URL}/showcase/{one.id}",
            summary=one.about,
            author=one.maker or settings.CENTRE_NAMES[told.language()],
            updated=one.decided_at,
            published=one.decided_at,
            subject=one.kind,
        )
        for one in voice.list_showcases(limit=LENGTH)
    ]
    return _answer(request, gettext("What open data became"), reverse("showcases"), entries)


@machine("catalogue.read")
def of_theme(request: HttpRequest, code: str) -> HttpResponse:
    """Datasets of a theme by their last change. Raises Absent."""
    theme = codes.find("themes", code)
    if theme is None:
        raise Absent("web.no_such_theme", name=code)
    page = f"{reverse('search')}?{urlencode({'theme': code})}"
    datasets = catalogue.list_datasets(theme=code, limit=LENGTH)
    return _feed(request, theme.label(told.language()), page, datasets)


@machine("catalogue.read")
def of_search(request: HttpRequest) -> HttpResponse:
    """Datasets that the words and filters of the address find, the last changed first."""
    filters = {name: request.GET.getlist(name) for name in facets.NAMES if name in request.GET}
    q = request.GET.get("q", "").strip()[:300]
    results = search.search(
        q, filters=filters, sort="-modified", page=1, size=LENGTH, language=told.language()
    )
    slugs = [hit.slug for hit in results.hits]
    by_slug = {dataset.slug: dataset for dataset in catalogue.list_by_slugs(slugs)}
    page = f"{reverse('search')}?{request.GET.urlencode()}"
    datasets = [by_slug[slug] for slug in slugs if slug in by_slug]
    return _feed(request, gettext("Search: %(q)s") % {"q": q}, page, datasets)


@machine("catalogue.read")
def of_dataset(request: HttpRequest, slug: str) -> HttpResponse:
    """The published versions of a dataset's tables, newest first. Raises Absent and Gone."""
    dataset = catalogue.get_dataset(slug, person_of(request))
    page = reverse("dataset", kwargs={"slug": slug})
    releases = [
        release
        for table in catalogue.list_tables(dataset)
        for release in catalogue.list_releases(table)
    ]
    newest = sorted(releases, key=lambda release: release.released_at, reverse=True)[:LENGTH]
    entries = [_of_release(dataset, release) for release in newest]
    title = formats.in_language(dataset, "title", told.language())[0]
    return _answer(request, title, page, entries)


def _feed(request: HttpRequest, title: str, page: str, datasets: Iterable[Any]) -> HttpResponse:
    return _answer(request, title, page, [_of_dataset(dataset) for dataset in datasets])


def _answer(
    request: HttpRequest, title: str, page: str, entries: Iterable[feeds.Entry]
) -> HttpResponse:
    centre = settings.CENTRE_NAMES[told.language()]
    feed = feeds.Feed(
        url=settings.CENTRE_URL + request.get_full_path(),
        page=settings.CENTRE_URL + page,
        title=f"{title} · {centre}",
        author=centre,
        entries=tuple(entries),
    )
    return document(request, feeds.as_atom(feed), feeds.MEDIA_TYPE)


def _of_dataset(dataset: Any) -> feeds.Entry:
    addresses, language = Addresses(settings.CENTRE_URL), told.language()
    return feeds.Entry(
        id=addresses.identity("dataset", dataset.id),
        title=formats.in_language(dataset, "title", language)[0],
        url=addresses.dataset(dataset.slug),
        summary=formats.in_language(dataset, "description", language)[0],
        author=formats.in_language(dataset.agency, "name", language)[0],
        updated=dataset.modified_at,
        published=dataset.published_at,
        subject=codes.label("themes", dataset.theme_id or "", language),
    )


def _of_release(dataset: Any, release: Any) -> feeds.Entry:
    addresses, language = Addresses(settings.CENTRE_URL), told.language()
    table = release.distribution
    identity = addresses.identity("distribution", table.id)
    title = formats.in_language(table, "title", language)[0]
    return feeds.Entry(
        id=f"{identity}#v{release.number}",
        title=gettext("%(title)s, version %(number)s") % {"title": title, "number": release.number},
        url=addresses.dataset(dataset.slug),
        summary="",
        author=formats.in_language(dataset.agency, "name", language)[0],
        updated=release.released_at,
    )
