"""Whether a file changed, and who decided: the first of four that gives an answer."""

from datetime import UTC, datetime, timedelta

import pytest

from odms.health.changes import CHANGES, METHODS, Facts, change_of

THEN = datetime(2026, 11, 1, tzinfo=UTC)
NOW = THEN + timedelta(days=3)

# before, now: change and who decided
DECIDED: list[tuple[Facts | None, Facts, str, str]] = [
    (None, Facts(), "first", ""),
    (Facts(), Facts(), "unknown", ""),
    (Facts(told_at=THEN), Facts(told_at=NOW), "changed", "harvest"),
    # the catalogue's word stands before what the answer says
    (Facts(THEN, THEN, 1, "a"), Facts(THEN, NOW, 2, "b"), "unchanged", "harvest"),
    (Facts(told_at=THEN), Facts(last_modified_at=NOW), "unknown", ""),
    (Facts(None, THEN, 1), Facts(NOW, NOW, 1), "changed", "last-modified"),
    (Facts(None, THEN, 1), Facts(None, THEN, 2), "unchanged", "last-modified"),
    (Facts(length=1), Facts(length=2), "changed", "length"),
    # equal lengths say nothing
    (Facts(length=2), Facts(length=2), "unknown", ""),
    (Facts(length=2, sha256="a"), Facts(length=2, sha256="a"), "unchanged", "hash"),
    (Facts(length=2, sha256="a"), Facts(length=2, sha256="b"), "changed", "hash"),
    (Facts(length=1, sha256="a"), Facts(length=2, sha256="a"), "changed", "length"),
    (Facts(sha256="a"), Facts(), "unknown", ""),
]


@pytest.mark.parametrize(("before", "now", "change", "method"), DECIDED)
def test_change(before: Facts | None, now: Facts, change: str, method: str) -> None:
    assert change_of(before, now) == (change, method)


def test_every_change_and_method_is_met() -> None:
    assert {change for *_, change, _ in DECIDED} == set(CHANGES)
    assert {method for *_, method in DECIDED} == {"", *METHODS}
