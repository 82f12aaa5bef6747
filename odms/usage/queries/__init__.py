"""Reading counts. What robots and AI agents did is in none of them, unless it is asked for.

A mapping of counts has the kinds that were counted: `view` (embedded too), `download`, `search`,
`search-failed`, and `api` for all that programs asked; how much of it was SQL tells its channel.
"""

from odms.usage.queries.counts import (
    Span,
    by_access,
    by_channel,
    by_dataset,
    by_day,
    by_theme,
    figures,
    journal_folder,
    list_failed_searches,
    list_unused,
    metrics,
    of_agency,
    of_dataset,
    of_datasets,
    of_nation,
)
from odms.usage.queries.imports import file_of, get_import, list_imports, list_waiting

__all__ = [
    "Span",
    "by_access",
    "by_channel",
    "by_dataset",
    "by_day",
    "by_theme",
    "figures",
    "file_of",
    "get_import",
    "journal_folder",
    "list_failed_searches",
    "list_imports",
    "list_unused",
    "list_waiting",
    "metrics",
    "of_agency",
    "of_dataset",
    "of_datasets",
    "of_nation",
]
