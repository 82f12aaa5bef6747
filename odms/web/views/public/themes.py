"""The subjects under which people look for datasets."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from odms.web import subjects
from odms.web.doors import page


@page("catalogue.read")
def index(request: HttpRequest) -> HttpResponse:
    """All subjects with the number of their datasets."""
    return render(request, "public/themes.html", {"themes": subjects.subjects()})
