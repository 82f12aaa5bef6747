"""Facets of a search as the page shows them: named values, counts, what is ticked, pages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from odms.definitions.messages import sentence
from odms.people import queries as people
from odms.people.rules import SECTORS
from odms.standards import codes
from odms.web import formats, told
from odms.web.addresses import changed

# in the order in which people of data.gouv.fr used them
NAMES = {
    "theme": _("Subject"),
    "tag": _("Keyword"),
    "format": _("File format"),
    "agency": _("Agency"),
    "sector": _("Sector"),
    "licence": _("Licence"),
    "frequency": _("Update frequency"),
}
OPEN = ("theme", "format", "agency")
LISTS = {"theme": "themes", "licence": "licences", "frequency": "frequencies"}
FORMATS = {"parquet": "Parquet", "jsonl": "JSON Lines", "geojson": "GeoJSON"}
N_SHOWN = 12
MAX_PAGE = 500


@dataclass(frozen=True)
class Value:
    """One value of a facet."""

    value: str
    label: str
    n: int
    is_on: bool


@dataclass(frozen=True)
class Facet:
    """One group of filters."""

    name: str
    label: str
    is_open: bool
    values: list[Value]


@dataclass(frozen=True)
class Page:
    """A link to a page of results; `number` 0 stands for a gap."""

    number: int
    href: str
    is_current: bool = False


def facets(
    found: Mapping[str, Sequence[tuple[str, int]]], on: Mapping[str, list[str]]
) -> list[Facet]:
    """The facets with their values; what is ticked stays even where nothing is left of it."""
    shown = []
    agencies = agency_names(told.language())
    for name, title in NAMES.items():
        counts = dict(found.get(name, ())[:N_SHOWN])
        for value in on.get(name, ()):
            counts.setdefault(value, 0)
        values = [
            Value(
                v,
                agencies.get(v, v) if name == "agency" else label(name, v),
                n,
                v in on.get(name, ()),
            )
            for v, n in counts.items()
        ]
        if values:
            shown.append(Facet(name, str(title), name in OPEN or name in on, values))
    return shown


def label(name: str, value: str) -> str:
    """What a value of a facet is called in the page's language."""
    language = told.language()
    if name in LISTS:
        return codes.label(LISTS[name], value, language)
    if name == "sector":
        return sentence(f"people.sector.{value}", language) if value in SECTORS else value
    if name == "agency":
        return agency_names(language).get(value, value)
    return FORMATS.get(value, value.upper()) if name == "format" else value


def agency_names(language: str) -> dict[str, str]:
    """The names of all agencies by slug."""
    agencies = people.list_agencies()
    return {agency.slug: formats.in_language(agency, "name", language)[0] for agency in agencies}


def best_agency(found: Mapping[str, Sequence[tuple[str, int]]]) -> tuple[str, int] | None:
    """The agency with most of the results, by name, if there are several agencies."""
    agencies = found.get("agency", ())
    return (label("agency", agencies[0][0]), agencies[0][1]) if len(agencies) > 1 else None


def page_number(text: str | None) -> int:
    """The page that an address names; the first where it names none that can be."""
    return (
        min(int(text), MAX_PAGE) if text and text.isascii() and text.isdigit() and int(text) else 1
    )


def pages(query: QueryDict, number: int, total: int, size: int) -> list[Page]:
    """Links to the pages around `number`, with the first and the last; empty for one page."""
    last = min(-(-total // size), MAX_PAGE)
    if last < 2:
        return []
    wanted = sorted({1, last, *range(max(number - 2, 1), min(number + 2, last) + 1)})
    links: list[Page] = []
    for here in wanted:
        if links and here > links[-1].number + 1:
            links.append(Page(0, ""))
        links.append(Page(here, changed(query, page=here if here > 1 else None), here == number))
    return links
