"""Sources that turn hostile after a good run: the run ends in words, and what was there stays."""

import gzip
from typing import Any

import pytest
from factories.feeds import Feed, record

from odms.catalogue.models import Dataset

BOMB = gzip.compress(gzip.compress(bytes(1 << 20)) * 160)  # 160 MB in some hundred bytes
JSON = {"Content-Type": "application/json"}

# what the feed answers, and the code of the failure
HOSTILE: dict[str, tuple[Any, str]] = {
    "gone": ((404, {}, b""), "outward.status"),
    "asks to wait for a day": ((429, {"Retry-After": "86400"}, b""), "harvest.told_to_wait"),
    "a private address": (
        (302, {"Location": "http://10.0.0.1/data.json"}, b""),
        "outward.private_address",
    ),
    "another protocol": ((302, {"Location": "file:///etc/passwd"}, b""), "outward.no_answer"),
    "a bomb": ((200, JSON | {"Content-Encoding": "gzip, gzip"}, BOMB), "outward.too_large"),
    "damaged": ((200, JSON | {"Content-Encoding": "gzip"}, b"\x1f\x8b\x08 not"), "outward.damaged"),
    "cut": (b'{"dataset": [{"title": "A"', "standards.read.not_json"),
    "something else": (b"<html><body>Under repair</body></html>", "standards.read.not_json"),
}


@pytest.fixture
def good(feed: Feed) -> Feed:
    """A feed of two datasets that was read once."""
    feed.tell(record("a"), record("b"))
    assert feed.run().added == 2
    return feed


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_answer_fails_the_run_and_takes_nothing_away(good: Feed, name: str) -> None:
    answer, code = HOSTILE[name]
    good.site.answers["/data.json"] = answer
    good.day += 30  # longer than the grace
    run = good.run()
    assert (run.state, run.failure["code"], run.deleted) == ("failed", code, 0)
    assert Dataset.objects.filter(is_gathered=True, state="published").count() == 2
