"""What happened to a dataset, in sentences."""

from typing import Any

from django.utils.translation import gettext, ngettext

from odms.web import formats


def release_change(release: Any) -> str:
    """What a release changed against the one before: rows, columns that came and went."""
    changes = release.changes or {}
    if not changes:
        return gettext("First version: %(n)s rows") % {"n": formats.number(release.n_rows)}
    told = [_rows(changes.get("n_rows", 0))]
    if added := changes.get("added"):
        told.append(gettext("new columns: %(names)s") % {"names": ", ".join(added)})
    if removed := changes.get("removed"):
        told.append(gettext("columns gone: %(names)s") % {"names": ", ".join(removed)})
    if len(told) == 1:
        told.append(gettext("no column changed"))
    return " · ".join(told)


def _rows(n: int) -> str:
    if n == 0:
        return gettext("as many rows as before")
    words = {"n": formats.number(abs(n))}
    if n > 0:
        return ngettext("%(n)s row more", "%(n)s rows more", n) % words
    return ngettext("%(n)s row less", "%(n)s rows less", -n) % words
