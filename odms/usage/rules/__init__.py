"""What is counted, by whom, through which channel, and by which rules. Pure.

Source of the rules: COUNTER Code of Practice for Research Data 1.0.1.
"""

from collections.abc import Mapping

from odms.usage.rules.agents import access_of
from odms.usage.rules.visits import Visit, identity_of, kept_words, normalised

__all__ = ["Visit", "access_of", "identity_of", "kept_words", "normalised"]

# what is counted: a page of a dataset that was looked at, a record of it taken by a program, rows
# taken by a program, a question in SQL, a file taken, a dataset shown on another site; a search,
# and a search that met nothing. A record of no dataset is any other call of the API
KINDS = ("view", "record", "rows", "sql", "download", "embed", "search", "search-failed")

# the column of each kind in the tables of counts
COLUMNS = {
    "view": "n_views",
    "record": "n_records",
    "rows": "n_rows",
    "sql": "n_sql",
    "download": "n_downloads",
    "embed": "n_embeds",
    "search": "n_searches",
    "search-failed": "n_failed_searches",
}

# of these kinds a use of a dataset is an investigation, and of those a request too
INVESTIGATIONS = ("view", "record", "rows", "sql", "download", "embed")
REQUESTS = ("rows", "sql", "download")

# by which way; the last two outside the portal: an agency's own site, and its CKAN's own counts
CHANNELS = ("portal", "api", "ckan", "sql", "embed", "records", "site", "tracker")
OUTSIDE = ("site", "tracker")

# a person with a browser, a program that a person runs; an AI agent and a robot, which are in no
# sum of people's use
ACCESSES = ("regular", "machine", "agent", "robot")
PEOPLES = ("regular", "machine")

STATUSES = (200, 304)  # of an answer that counts
DOUBLE_CLICK_S = 30  # so near to the next of the same, a click is not counted

# of a log or tracker's file
IMPORT_STATES = ("waiting", "counted", "refused")
# why a line of one is no use: nobody can read it, it is too long, its time or request makes no sense,
# it was answered otherwise than with 200 or 304, or asked with another method than GET, its day is
# closed
REASONS = ("unreadable", "too-long", "count", "time", "request", "status", "method", "closed")

METRICS = {
    "investigations": "Total_Dataset_Investigations",
    "unique_investigations": "Unique_Dataset_Investigations",
    "requests": "Total_Dataset_Requests",
    "unique_requests": "Unique_Dataset_Requests",
}

DAYS = 30  # over which use is told


def told(columns: Mapping[str, int | None]) -> dict[str, int]:
    """Counts of columns by what they are called outside, without noughts: `view` is a dataset that
    was looked at, here or where it is embedded, `api` all that programs asked."""
    n = {kind: columns.get(column) or 0 for kind, column in COLUMNS.items()}
    named = {
        "view": n["view"] + n["embed"],
        "download": n["download"],
        "api": n["record"] + n["rows"] + n["sql"],
        "search": n["search"],
        "search-failed": n["search-failed"],
    }
    return {name: count for name, count in named.items() if count}


def metrics_of(columns: Mapping[str, int]) -> dict[str, dict[str, int]]:
    """The four metrics of the Code by its access method, from the counts of a dataset."""
    total = {
        "investigations": sum(columns[COLUMNS[kind]] for kind in INVESTIGATIONS),
        "unique_investigations": columns["n_unique_investigations"],
        "requests": sum(columns[COLUMNS[kind]] for kind in REQUESTS),
        "unique_requests": columns["n_unique_requests"],
    }
    machine = {name: columns[f"n_machine_{name}"] for name in total}
    regular = {name: n - machine[name] for name, n in total.items()}
    return {
        access: {METRICS[name]: n for name, n in counts.items()}
        for access, counts in (("Regular", regular), ("Machine", machine))
        if any(counts.values())
    }
