"""How browsers find the search (OpenSearch), and how other sites show a dataset or a survey (oEmbed)."""

from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve, reverse
from django.utils.html import format_html

from odms.catalogue import queries as catalogue
from odms.errors import Absent, Invalid
from odms.search import queries as search
from odms.voice import queries as voice
from odms.web import counting, formats, told
from odms.web.addresses import in_thai
from odms.web.machines import as_json, machine

_JSON = "application/json"
N_SUGGESTIONS = 8
FRAME_WIDTH, FRAME_HEIGHT = 600, 640


@machine("catalogue.read")
def opensearch(request: HttpRequest) -> HttpResponse:
    """What a browser needs to search here. Source: OpenSearch 1.1."""
    facts = {"base": settings.CENTRE_URL, "name": settings.CENTRE_NAMES[told.language()]}
    return render(
        request,
        "public/opensearch.xml",
        facts,
        content_type="application/opensearchdescription+xml; charset=utf-8",
    )


@machine("catalogue.read")
def suggestions(request: HttpRequest) -> HttpResponse:
    """Completions of what is being typed, as browsers ask for them."""
    q = request.GET.get("q", "")[:100]
    content = [q, list(search.suggest(q, N_SUGGESTIONS))]
    return as_json(request, content, "application/x-suggestions+json")


@machine("catalogue.read")
def oembed(request: HttpRequest) -> HttpResponse:
    """What another site shows where somebody put a link to a dataset or a survey. Source: oembed.com.

    Raises Invalid for another form than JSON, Absent for an address that is neither's.
    """
    if request.GET.get("format", "json") != "json":
        raise Invalid("web.no_such_form", form=request.GET["format"][:20], known="json")
    name, kwargs = _page_of(request.GET.get("url", ""))
    of, key = (_of_survey, "code") if name == "survey-answer" else (_of_dataset, "slug")
    content, changed_at = of(request, kwargs[key])
    common = {
        "version": "1.0",
        "provider_name": settings.CENTRE_NAMES[told.language()],
        "provider_url": settings.CENTRE_URL,
    }
    return as_json(request, common | content, _JSON, changed_at=changed_at)


def _of_dataset(request: HttpRequest, slug: str) -> tuple[dict[str, Any], datetime | None]:
    dataset, language = catalogue.get_dataset(slug), told.language()
    content = {
        "type": "link",
        "title": formats.in_language(dataset, "title", language)[0],
        "author_name": formats.in_language(dataset.agency, "name", language)[0],
        "author_url": f"{settings.CENTRE_URL}/agencies/{dataset.agency.slug}",
    }
    counting.count(request, "embed", "embed", dataset=dataset)
    return content, dataset.modified_at


def _of_survey(_request: HttpRequest, code: str) -> tuple[dict[str, Any], datetime | None]:
    """A survey in a frame, to be answered where the link stands."""
    survey, language = voice.get_survey(code), told.language()
    title = survey.document["title"][language] or survey.document["title"]["th"]
    address = f"{settings.CENTRE_URL}{reverse('survey-embed', kwargs={'code': code})}"
    content = {
        "type": "rich",
        "title": title,
        "width": FRAME_WIDTH,
        "height": FRAME_HEIGHT,
        "html": format_html(
            '<iframe src="{}" title="{}" width="{}" height="{}"></iframe>',
            *(address, title, FRAME_WIDTH, FRAME_HEIGHT),
        ),
    }
    return content, None


def _page_of(url: str) -> tuple[str, dict[str, str]]:
    """The page of this centre at an address that can be shown elsewhere: its name, and what it is of."""
    parts, own = urlsplit(url), urlsplit(settings.CENTRE_URL)
    try:
        found = resolve(in_thai(parts.path))
    except Resolver404:
        found = None
    shown = ("dataset", "survey-answer")
    if parts.netloc != own.netloc or found is None or found.url_name not in shown:
        raise Absent("web.no_such_page", url=url[:200])
    return str(found.url_name), found.kwargs
