"""What happened to a dataset, in sentences."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.utils.translation import gettext, ngettext

from odms.web import formats, told


def updated(day: date, today: date) -> str:
    """How long ago a day of update was; from a month on the day itself."""
    days = (today - day).days
    if days < 1:
        return gettext("Updated today")
    if days == 1:
        return gettext("Updated yesterday")
    if days < 31:
        return ngettext("Updated %(n)s day ago", "Updated %(n)s days ago", days) % {"n": days}
    return gettext("Updated %(day)s") % {"day": formats.day(day, told.language())}


def release_change(release: Any) -> str:
    """What a release changed against the one before, `Release.changes`, in a sentence."""
    changes = release.changes or {}
    if not changes:
        return gettext("First version: %(n)s rows") % {"n": formats.number(release.n_rows)}
    told = [*_rows(changes), *_columns(changes)]
    return " · ".join(told) or gettext("the same rows as before")


def _rows(changes: dict[str, Any]) -> Iterator[str]:
    added, removed = changes.get("n_rows_added", 0), changes.get("n_rows_removed", 0)
    if added:
        words = {"n": formats.number(added)}
        yield ngettext("%(n)s row added", "%(n)s rows added", added) % words
    if removed:
        words = {"n": formats.number(removed)}
        yield ngettext("%(n)s row removed", "%(n)s rows removed", removed) % words
    if changed := changes.get("n_rows_changed"):
        words = {"n": formats.number(changed)}
        yield ngettext("%(n)s row changed", "%(n)s rows changed", changed) % words


def _columns(changes: dict[str, Any]) -> Iterator[str]:
    if added := changes.get("columns_added"):
        yield gettext("new columns: %(names)s") % {"names": ", ".join(added)}
    if removed := changes.get("columns_removed"):
        yield gettext("columns gone: %(names)s") % {"names": ", ".join(removed)}
    if renamed := changes.get("columns_renamed"):
        names = ", ".join(f"{column['before']} → {column['after']}" for column in renamed)
        yield gettext("columns of another name: %(names)s") % {"names": names}
    if retyped := changes.get("columns_retyped"):
        names = ", ".join(column["name"] for column in retyped)
        yield gettext("columns of another type: %(names)s") % {"names": names}
