"""Every recogniser is right about its own test values, and says what it does in both languages."""

import pytest

from odms.engine.grid import workspace
from odms.engine.meanings.meaning import meanings, says
from odms.engine.meanings.personal import RECOGNISERS, patterns
from odms.engine.meanings.signs import quoted_name
from odms.engine.types.shapes import quoted

NAMES = [one.kind for one in RECOGNISERS]


@pytest.fixture(scope="module")
def work(tmp_path_factory):
    with workspace(tmp_path_factory.mktemp("cells")) as opened:
        yield opened


def _matching(recogniser, cells, work):
    """The cells that show the recogniser's sign, by the SQL that judges columns."""
    wanted = patterns().only({recogniser.sign})
    facts = "".join(f", {sql} AS {quoted_name(name)}" for name, sql in wanted.facts.items())
    values = ", ".join(f"({quoted(cell)})" for cell in cells)
    rows = work.db.execute(
        f"SELECT x FROM (SELECT *{facts} FROM (SELECT x, true AS has_clue, contains(x, '@') AS has_at,"
        f" true AS has_digits FROM (VALUES {values}) AS t(x))) WHERE {wanted.signs[recogniser.sign]}"
    ).fetchall()
    return {row[0] for row in rows}


def test_every_kind_of_the_meanings_has_a_recogniser():
    kinds = {meaning["personal"] for meaning in meanings().values() if "personal" in meaning}
    assert sorted(kinds) == sorted(NAMES)


@pytest.mark.parametrize("one", RECOGNISERS, ids=NAMES)
def test_recogniser_says_what_it_does(one):
    assert set(one.about) == {"th", "en"}
    assert all(sentence.strip() for sentence in one.about.values())
    assert one.headers.yes and one.headers.no


@pytest.mark.parametrize("one", RECOGNISERS, ids=NAMES)
def test_headers_of_a_kind(one):
    assert [name for name in one.headers.yes if not says(one.kind, name)] == []
    assert [name for name in one.headers.no if says(one.kind, name)] == []


@pytest.mark.parametrize(
    "one", [one for one in RECOGNISERS if one.sign], ids=[o.kind for o in RECOGNISERS if o.sign]
)
def test_cells_of_a_kind(one, work):
    cells = one.cells.yes + one.cells.no
    assert _matching(one, cells, work) == set(one.cells.yes)
