"""A bounded fuzz run: no damaged file of any format ends in a fault, a crash or a hang."""

import time
from pathlib import Path

import pytest

from odms.definitions.messages import sentences
from odms.engine import inspect
from odms.engine.errors import Damaged
from odms.engine.formats import FORMATS
from odms.errors import Refused
from tests.judges.fuzz import SEEDS, throw
from tests.samples.fuzzed import FUZZED
from tests.samples.mutants import hostile_database

N_MUTANTS = 12
UNREAD = {"xlsb"}  # nothing here can write one


def test_every_format_has_a_seed() -> None:
    assert set(SEEDS) == set(FORMATS) - UNREAD


@pytest.mark.parametrize("form", SEEDS)
def test_damaged_files_are_read_or_refused(form: str, tmp_path: Path) -> None:
    told = throw(form, 2565, N_MUTANTS, time.monotonic() + 300, tmp_path)
    assert told.n == N_MUTANTS
    assert told.found == []
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", FUZZED)
def test_what_a_reader_fell_over_is_read_or_refused(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(FUZZED[name])
    try:
        inspect(path)
    except Refused as refused:
        assert sentences(refused.code, refused.facts)


def test_a_database_whose_views_call_each_other_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.gpkg"
    path.write_bytes(hostile_database())
    with pytest.raises(Damaged):
        inspect(path)
