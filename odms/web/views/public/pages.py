"""Help, glossary, status, privacy, accessibility: pages that are mostly words."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from odms.catalogue import queries as catalogue
from odms.definitions import national
from odms.intake import queries as intake
from odms.ledger import queries as ledger
from odms.people import queries as people
from odms.search import queries as search
from odms.web.doors import page


@page("catalogue.read")
def help_page(request: HttpRequest) -> HttpResponse:
    """How to find, read, download and publish."""
    return render(request, "public/help.html")


@page("catalogue.read")
def glossary(request: HttpRequest) -> HttpResponse:
    """The words of the field, in plain language."""
    return render(request, "public/glossary.html", {"terms": national("glossary.yaml")})


@page("catalogue.read")
def status(request: HttpRequest) -> HttpResponse:
    """What the centre holds and whether it works, for people."""
    parts = [
        (_("Pages"), True),
        (_("Search"), search.get_index().exists()),
        (_("Downloads"), intake.lake().root.is_dir()),
    ]
    facts = {
        "parts": parts,
        "is_well": all(works for _name, works in parts),
        "n_datasets": catalogue.count_datasets(),
        "n_agencies": len(people.list_agencies()),
        "last_seq": ledger.last_seq(),
    }
    return render(request, "public/status.html", facts)


@page("catalogue.read")
def privacy(request: HttpRequest) -> HttpResponse:
    """What the centre keeps about the people who use it."""
    return render(request, "public/privacy.html", {"usage_days": settings.USAGE_DAYS})


@page("catalogue.read")
def accessibility(request: HttpRequest) -> HttpResponse:
    """How the pages can be used by everybody, and whom to tell where they cannot."""
    return render(request, "public/accessibility.html")
