"""What programs that walk the web read first: robots.txt, sitemaps, llms.txt."""

import re

from django.conf import settings
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from odms.errors import Absent
from odms.web import sitemaps
from odms.web.addresses import in_english
from odms.web.doors import page

# places of signed-in people
PRIVATE = ("/desk", "/account")
# addresses with a question: filters make more of them than there are datasets
QUESTIONS = (
    "/sql",
    "/datasets?",
    "/datasets/suggest",
    "/datasets/*?",
    "/datasets/*/rows",
    "/agencies/*?",
)

_XML = "application/xml; charset=utf-8"
_TEXT = "text/plain; charset=utf-8"
_DATASETS = re.compile(r"datasets-([1-9][0-9]{0,5})")


@page("catalogue.read")
def robots(request: HttpRequest) -> HttpResponse:
    """Where crawlers may go: the whole catalogue, but no questions to it and nobody's desk."""
    closed = [*PRIVATE, *QUESTIONS]
    lines = ["User-agent: *", "Allow: /"]
    lines += [f"Disallow: {path}" for place in closed for path in (place, in_english(place))]
    lines += ["", f"Sitemap: {settings.CENTRE_URL}{reverse('sitemap')}", ""]
    return HttpResponse("\n".join(lines), content_type=_TEXT)


@page("catalogue.read")
def sitemap(request: HttpRequest) -> HttpResponseBase:
    """The index of the sitemap's files."""
    return StreamingHttpResponse(sitemaps.index(), content_type=_XML)


@page("catalogue.read")
def sitemap_file(request: HttpRequest, name: str) -> HttpResponseBase:
    """One file of the sitemap."""
    if name == "pages":
        pages = sitemaps.list_words() + sitemaps.list_agencies() + sitemaps.list_reuses()
    else:
        number = _DATASETS.fullmatch(name)
        pages = sitemaps.list_datasets(int(number[1])) if number else []
    if not pages:
        raise Absent("web.no_such_sitemap", name=name)
    return StreamingHttpResponse(sitemaps.of(pages), content_type=_XML)


@page("catalogue.read")
def llms(request: HttpRequest) -> HttpResponse:
    """The centre in short for language models, by the form of llmstxt.org."""
    names = {"name_th": settings.CENTRE_NAMES["th"], "name_en": settings.CENTRE_NAMES["en"]}
    facts = names | {"base": settings.CENTRE_URL, "notice_en": settings.CENTRE_NOTICES["en"]}
    return render(request, "public/llms.txt", facts, content_type=_TEXT)
