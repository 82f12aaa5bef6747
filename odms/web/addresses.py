"""Addresses of one page in both languages, and of one page in another state.

Thai has no prefix, English stands under /en/; the state of a page is its query string.
"""

from collections.abc import Iterable
from urllib.parse import urlencode

from django.http import QueryDict

ENGLISH = "/en"


def in_thai(path: str) -> str:
    """The Thai address of the page at `path`."""
    if path == ENGLISH or path.startswith(f"{ENGLISH}/"):
        return path.removeprefix(ENGLISH) or "/"
    return path


def in_english(path: str) -> str:
    """The English address of the page at `path`."""
    return ENGLISH + in_thai(path)


def with_query(path: str, query: str) -> str:
    """`path` with the query string `query`, which may be empty."""
    return f"{path}?{query}" if query else path


def changed(
    query: QueryDict | dict[str, str],
    *,
    without: dict[str, str | None] | None = None,
    **values: object,
) -> str:
    """The query string after changes: `values` set (empty ones dropped), `without` taken out.

    In `without`, a name with a value loses that value only, a name with None all of its values.
    """
    kept = [
        (name, value)
        for name, found in _lists(query)
        for value in found
        if name not in values and not _is_out(name, value, without or {})
    ]
    kept += [(name, str(value)) for name, value in values.items() if value not in (None, "")]
    return "?" + urlencode(kept)


def _lists(query: QueryDict | dict[str, str]) -> Iterable[tuple[str, list[str]]]:
    if isinstance(query, QueryDict):
        return query.lists()
    return [(name, [value]) for name, value in query.items()]


def _is_out(name: str, value: str, without: dict[str, str | None]) -> bool:
    return name in without and without[name] in (None, value)
