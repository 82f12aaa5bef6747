"""Filling an entry's columns from the values of its fields, for deeds and surveys alike."""

from typing import Any

from odms.errors import Invalid
from odms.inventory.models import Entry
from odms.inventory.queries import COLUMNS
from odms.inventory.rules import RECORD, is_empty, n_errors
from odms.people.models import Agency, User
from odms.people.queries import list_users

# what a survey may change in the table of entries
CHANGED = (
    *COLUMNS.values(),
    "owner",
    "record",
    "extra",
    "n_errors",
    "state",
    "last_seen_at",
    "modified_at",
)

# what a column holds where nothing is said
_NOTHING: dict[str, Any] = {
    "has_personal_data": None,
    "n_rows": None,
    "is_candidate": None,
    "columns": [],
}


def fill(entry: Entry, values: dict[str, Any], owners: dict[str, User]) -> None:
    """Put all that is said into the entry; what is not in `values` is emptied.

    `owners` are the people of the agency by their addresses in lower case.
    """
    for name, column in COLUMNS.items():
        nothing = _NOTHING.get(name, "")
        value = values.get(name)
        setattr(entry, column, nothing if is_empty(value) else value)
    entry.owner = owners.get(str(values.get("owner_email", "")).casefold())
    entry.record = {name: values[name] for name in RECORD if not is_empty(values.get(name))}
    entry.n_errors = n_errors(values)


def owners_of(agency: Agency) -> dict[str, User]:
    """The people of an agency by their addresses in lower case."""
    return {user.email.casefold(): user for user in list_users(agency)}


def check_title(values: dict[str, Any]) -> None:
    """Raise Invalid for an entry without a title."""
    if not values.get("title_th") and not values.get("title_en"):
        raise Invalid("inventory.title_missing", item="title_th")
