"""How browsers find the search (OpenSearch), and how other sites show a dataset (oEmbed)."""

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve

from odms.catalogue import queries as catalogue
from odms.errors import Absent, Invalid
from odms.search import queries as search
from odms.web import counting, formats, told
from odms.web.addresses import in_thai
from odms.web.machines import as_json, machine

_JSON = "application/json"
N_SUGGESTIONS = 8


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
    """What another site shows where somebody put a link to a dataset. Source: oembed.com.

    Raises Invalid for another form than JSON, Absent for an address that is no dataset's.
    """
    if request.GET.get("format", "json") != "json":
        raise Invalid("web.no_such_form", form=request.GET["format"][:20], known="json")
    dataset = catalogue.get_dataset(_slug_of(request.GET.get("url", "")))
    language = told.language()
    content = {
        "version": "1.0",
        "type": "link",
        "title": formats.in_language(dataset, "title", language)[0],
        "author_name": formats.in_language(dataset.agency, "name", language)[0],
        "author_url": f"{settings.CENTRE_URL}/agencies/{dataset.agency.slug}",
        "provider_name": settings.CENTRE_NAMES[language],
        "provider_url": settings.CENTRE_URL,
    }
    counting.count(request, "embed", "embed", dataset=dataset)
    return as_json(request, content, _JSON, changed_at=dataset.modified_at)


def _slug_of(url: str) -> str:
    """The slug of the dataset whose page is at an address of this centre."""
    parts, own = urlsplit(url), urlsplit(settings.CENTRE_URL)
    try:
        found = resolve(in_thai(parts.path))
    except Resolver404:
        found = None
    if parts.netloc != own.netloc or found is None or found.url_name != "dataset":
        raise Absent("web.no_such_page", url=url[:200])
    return str(found.kwargs["slug"])
