"""Every feed of the outside suite is harvested, or refused with one precise error.

`../shared/suites/dcat/feeds` holds catalogues as harvesters meet them: RDF in its syntaxes, CSW,
DKAN, data.json, paged ones, broken ones. How many datasets each holds was counted by hand; a second
run over the same feed changes nothing.
"""

import json
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from factories.commands import run_in

FEEDS = Path(__file__).resolve().parents[2].parent / "shared" / "suites" / "dcat" / "feeds"

pytestmark = pytest.mark.skipif(
    not FEEDS.is_dir(), reason="the outside suites (../shared) are not here"
)

# feed: (kind, records taken, records refused); or the code of the one refusal
EXPECTED: dict[str, tuple[str, int, int] | str] = {}


def feeds() -> list[str]:
    """The feeds by their paths below the suite."""
    found = FEEDS.rglob("*") if FEEDS.is_dir() else ()
    return sorted(path.relative_to(FEEDS).as_posix() for path in found if path.is_file())


@pytest.fixture
def odms(tmp_path: Path) -> Any:
    return partial(run_in, tmp_path)


def test_every_feed_is_expected() -> None:
    assert sorted(EXPECTED) == feeds()


@pytest.mark.parametrize("name", feeds())
def test_a_feed_is_read_without_a_centre(odms: Any, name: str) -> None:
    done = odms("harvest", str(FEEDS / name), "--dry-run", "--json")
    expected = EXPECTED[name]
    if isinstance(expected, str):
        assert (done.returncode, done.stdout, done.stderr.count(b"\n")) == (1, b"", 1)
        return
    told = json.loads(done.stdout)
    assert (done.returncode, done.stderr) == (0, b"")
    assert (told["kind"], told["added"], told["refused"]) == expected
    assert len([one for one in told["errors"] if one["is_left_out"]]) == told["refused"]
