"""The demonstration centre's people ask, say and use, on a centre without its datasets or with one."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from odms.cli.demo import build, voices
from odms.ledger import queries as ledger
from odms.usage import queries as usage
from odms.voice import queries as voice

AT = datetime(2026, 11, 16, 2, 0, tzinfo=UTC)


def test_people_speak(db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(usage, "journal_folder", lambda: tmp_path)
    build.found(AT)
    voices.speak(seed="2565", now=AT)
    states = [request.state for request in voice.list_requests(order="votes")]
    assert states == ["new", "at-agency", "at-agency", "answered", "new", "declined", "new"]
    assert voice.count_answers()["n_answers"] == 18
    assert {words for words, _ in usage.list_failed_searches(at=AT)} >= {"ราคาทองคำ"}
    assert ledger.verify().is_whole
