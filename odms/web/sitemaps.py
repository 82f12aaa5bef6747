"""What search engines are told: which pages there are in both languages, and when each changed.

Source of the rules: sitemaps.org (at most 50,000 addresses and 50 MB a file) and Google's
`xhtml:link` for pages in several languages.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from xml.sax.saxutils import escape

from django.conf import settings
from django.urls import reverse

from odms.catalogue import queries as catalogue
from odms.people import queries as people
from odms.standards.view import Addresses
from odms.voice import queries as voice
from odms.web import addresses

MAX_ADDRESSES = 50_000
PAGES_OF_A_FILE = MAX_ADDRESSES // 2  # each in Thai and in English

WORDS = (
    "home",
    "search",
    "agencies",
    "themes",
    "requests",
    "showcases",
    "surveys",
    "help",
    "glossary",
    "privacy",
    "accessibility",
)

_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_NAMESPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
_LANGUAGES = 'xmlns:xhtml="http://www.w3.org/1999/xhtml"'


@dataclass(frozen=True)
class Page:
    """A page by its Thai path, and its last real change where one is known."""

    path: str
    changed_at: datetime | None = None


def n_files(n_pages: int) -> int:
    """How many files so many pages take."""
    return -(-n_pages // PAGES_OF_A_FILE)


def index() -> Iterator[str]:
    """The index of all files, in pieces of XML."""
    yield f"{_HEAD}<sitemapindex {_NAMESPACE}>\n"
    yield _file("pages", list_words() + list_agencies() + list_reuses())
    for number in range(1, n_files(catalogue.count_datasets()) + 1):
        yield _file(f"datasets-{number}", list_datasets(number))
    yield "</sitemapindex>\n"


def of(pages: Sequence[Page]) -> Iterator[str]:
    """One file, in pieces of XML: every page in both languages, each naming the other."""
    yield f"{_HEAD}<urlset {_NAMESPACE} {_LANGUAGES}>\n"
    for page in pages:
        yield _entries(page)
    yield "</urlset>\n"


def list_words() -> list[Page]:
    """The pages that every centre has; when their words changed is not known."""
    return [Page(addresses.in_thai(reverse(name))) for name in WORDS]


def list_agencies() -> list[Page]:
    """The pages of agencies, each as new as the newest of its datasets."""
    changes, told = catalogue.last_change_by_agency(), Addresses("")
    return [
        Page(told.agency(agency.slug), changes.get(agency.id)) for agency in people.list_agencies()
    ]


def list_reuses() -> list[Page]:
    """The pages of what people made of open data."""
    return [
        Page(addresses.in_thai(reverse("showcase", kwargs={"id": one.id})), one.decided_at)
        for one in voice.list_showcases(limit=None)
    ]


def list_datasets(number: int) -> list[Page]:
    """The pages of datasets in the file `number`, from 1; none past the last."""
    told, offset = Addresses(""), (number - 1) * PAGES_OF_A_FILE
    changes = catalogue.list_changes(offset=offset, limit=PAGES_OF_A_FILE)
    return [Page(told.dataset(slug), at) for slug, at in changes]


def _file(name: str, pages: Sequence[Page]) -> str:
    changes = [page.changed_at for page in pages if page.changed_at]
    address = settings.CENTRE_URL + reverse("sitemap-file", kwargs={"name": name})
    return (
        f"<sitemap><loc>{escape(address)}</loc>{_lastmod(max(changes, default=None))}</sitemap>\n"
    )


def _entries(page: Page) -> str:
    thai, english = (
        escape(settings.CENTRE_URL + path)
        for path in (addresses.in_thai(page.path), addresses.in_english(page.path))
    )
    links = "".join(
        f'<xhtml:link rel="alternate" hreflang="{language}" href="{address}"/>'
        for language, address in (("th", thai), ("en", english), ("x-default", thai))
    )
    rest = f"{_lastmod(page.changed_at)}{links}</url>\n"
    return "".join(f"<url><loc>{address}</loc>{rest}" for address in (thai, english))


def _lastmod(at: datetime | None) -> str:
    return f"<lastmod>{at.isoformat(timespec='seconds')}</lastmod>" if at else ""
