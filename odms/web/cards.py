"""What lists show of a dataset: its names, how fresh it is, its course in miniature."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from odms.catalogue import queries as catalogue
from odms.health import queries as health
from odms.health.rules import Freshness
from odms.pictures import marks
from odms.search.rules import Hit
from odms.web import answers, formats, told

N_SPARK = 60
SUMMARY_LETTERS = 160

Pieces = list[tuple[str, bool]]


@dataclass(frozen=True)
class Card:
    """A dataset in a list; the pieces are what was met of a search, word by word."""

    dataset: Any
    spark: SafeString
    days_late: int
    is_scheduled: bool
    formats: list[str]
    summary: str
    title_pieces: Pieces
    snippets: Pieces


def cards(datasets: Sequence[Any], hits: Mapping[str, Hit] | None = None) -> list[Card]:
    """The cards of published datasets, with what was met of them, by slug, if they were sought."""
    tables = catalogue.list_tables_of(datasets)
    links = catalogue.list_link_formats([one.id for one in datasets if one.is_gathered])
    fresh = health.list_freshness(datasets, at=timezone.now())
    return [
        _card(
            dataset,
            tables[dataset.id],
            links.get(dataset.id, []),
            fresh[dataset.id],
            (hits or {}).get(dataset.slug),
        )
        for dataset in datasets
    ]


def _card(
    dataset: Any, tables: list[Any], links: list[str], fresh: Freshness, hit: Hit | None
) -> Card:
    return Card(
        dataset=dataset,
        spark=_spark(tables),
        days_late=fresh.days_late,
        is_scheduled=fresh.due_date is not None,
        formats=["CSV", "Parquet", "API"] if tables else [one.upper() for one in links],
        summary=summary(dataset),
        title_pieces=hit.title_pieces if hit else [],
        snippets=hit.snippets if hit and any(met for _, met in hit.snippets) else [],
    )


def of_hits(hits: Iterable[Hit]) -> list[Card]:
    """The cards of datasets that were found, in their order; what is gone meanwhile is left out."""
    by_slug = {hit.slug: hit for hit in hits}
    datasets = {found.slug: found for found in catalogue.list_by_slugs(by_slug.keys())}
    return cards([datasets[slug] for slug in by_slug if slug in datasets], by_slug)


def summary(dataset: Any) -> str:
    """The first words of a description, cut at a blank."""
    text = formats.plain(formats.in_language(dataset, "description", told.language())[0])
    if len(text) <= SUMMARY_LETTERS:
        return text
    return text[:SUMMARY_LETTERS].rpartition(" ")[0] + " …"


def _spark(tables: list[Any]) -> SafeString:
    """The dataset's course as a small line, where its picture is a line."""
    answer = answers.answer(tables[0].current) if tables else None
    if answer is None or answer.choice.kind != "line":
        return SafeString()
    return mark_safe(marks.sparkline([row.value for row in answer.rows][-N_SPARK:]))  # noqa: S308
