"""What a server of the demonstration centre says on every page."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from odms.cli import centre, serve

NAMES = ("ODMS_NOTICE_TH", "ODMS_NOTICE_EN")


@pytest.fixture
def demonstration(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The mark of a demonstration centre in this home; no notice in the environment."""
    for name in NAMES:
        monkeypatch.setenv(name, "")  # so that it is put back as it was
        monkeypatch.delenv(name)
    mark = centre.home() / centre.DEMONSTRATION
    mark.write_text("{}")
    yield mark
    mark.unlink(missing_ok=True)


def said() -> list[str | None]:
    serve._say_what_is_invented()
    return [os.environ.get(name) for name in NAMES]


def test_figures_of_a_demonstration_are_said_to_be_invented(demonstration: Path) -> None:
    thai, english = said()
    assert thai and thai.startswith("ตัวอย่าง: ตัวเลข")
    assert english and english.startswith("Example: the figures")


@pytest.mark.parametrize("given", ["ปิดปรับปรุงคืนนี้", ""])
def test_the_operators_own_notice_stands(
    demonstration: Path, monkeypatch: pytest.MonkeyPatch, given: str
) -> None:
    monkeypatch.setenv("ODMS_NOTICE_TH", given)
    assert said() == [given, None]


def test_another_centre_says_nothing(demonstration: Path) -> None:
    demonstration.unlink()
    assert said() == [None, None]
