"""How well the engine tells personal data: precision and recall by kind, on a labelled corpus.

The corpus is invented (`samples/personal.py`); its development part was looked at while the
recognisers were written, its held-out part (another seed) for the final figures only, which
`--write` keeps beside this file for `docs/reference/personal-data.md`. A hit is a
verdict of certain or likely; possible is for a person to look at and counts as no hit. Run as a
program, this prints the figures, and with `--misses` each miss:

    .venv/bin/python tests/judges/test_personal.py [--held-out] [--misses] [--sheets N] [--write]
"""

import argparse
import json
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from samples.personal import Labelled, Sheet, corpus

from odms import engine
from odms.engine.column import Column
from odms.engine.columns import Body, describe
from odms.engine.grid import Workspace, workspace

DEVELOPMENT, HELD_OUT = 2568, 918273
SHEETS = 480
SHEETS_IN_TEST = 96
HITS = frozenset({"certain", "likely"})
FIGURES = Path(__file__).with_name("personal_figures.json")
THAI = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "thai"


@dataclass
class Score:
    """Hits and misses of one kind."""

    right: int = 0
    wrong: int = 0  # hits where the kind is not
    missed: int = 0

    @property
    def precision(self) -> float:
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 1.0

    @property
    def recall(self) -> float:
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0


@dataclass
class Figures:
    """What a corpus came to: scores by kind, and each miss in a line."""

    scores: dict[str, Score] = field(default_factory=lambda: defaultdict(Score))
    misses: list[str] = field(default_factory=list)
    n_columns: int = 0
    n_sheets: int = 0

    @property
    def all(self) -> Score:
        scores = self.scores.values()
        return Score(
            sum(s.right for s in scores),
            sum(s.wrong for s in scores),
            sum(s.missed for s in scores),
        )

    def add(self, labelled: Labelled, column: Column, sheet: Sheet) -> None:
        """Hold one column against its label."""
        self.n_columns += 1
        hits = hits_of(column)
        if labelled.kind:
            if labelled.kind in hits:
                self.scores[labelled.kind].right += 1
            else:
                self.scores[labelled.kind].missed += 1
                self._tell("missed", labelled, column, sheet)
        for kind in hits - {labelled.kind}:
            self.scores[kind].wrong += 1
            self._tell("wrong", labelled, column, sheet)

    def _tell(self, what: str, labelled: Labelled, column: Column, sheet: Sheet) -> None:
        some = [cell for cell in labelled.cells if cell][:3]
        found = column.personal
        said = found and (found.kind, found.verdict, found.share, found.how)
        self.misses.append(
            f"{what} {labelled.kind} [{sheet.case}: {labelled.case}] {labelled.header!r} {some} ->"
            f" {column.type} {column.meaning} {said}"
        )


def hits_of(column: Column) -> set[str]:
    """The kinds that were found surely enough."""
    found = column.personal
    if found is None:
        return set()
    return {one.kind for one in (found, *found.also) if one.verdict in HITS}


def judge(seed: int, n_sheets: int) -> Figures:
    """Describe every sheet of the corpus and hold it against its labels."""
    figures = Figures()
    with tempfile.TemporaryDirectory() as folder, workspace(Path(folder)) as work:
        for i, sheet in enumerate(corpus(seed, n_sheets)):
            figures.n_sheets += 1
            for labelled, column in zip(sheet.columns, _described(i, sheet, work), strict=True):
                figures.add(labelled, column, sheet)
    return figures


def _described(i: int, sheet: Sheet, work: Workspace) -> list[Column]:
    cells = {f"v{k}": pa.array(c.cells, pa.string()) for k, c in enumerate(sheet.columns)}
    n_rows = len(sheet.columns[0].cells)
    work.db.register("sheet", pa.table({"r": pa.array(range(n_rows), pa.int64())} | cells))
    work.db.execute(f"CREATE TABLE body_{i} AS SELECT * FROM sheet")
    work.db.unregister("sheet")
    names = tuple(column.header for column in sheet.columns)
    found = describe(Body(f"body_{i}", names, names, n_rows), work)
    work.db.execute(f"DROP TABLE body_{i}")
    return found


# At least this precision and this recall.
MARKS = {"th-national-id": (0.99, 0.97), "all": (0.95, 0.95)}


def test_corpus_is_the_same_for_the_same_seed() -> None:
    assert list(corpus(DEVELOPMENT, 24)) == list(corpus(DEVELOPMENT, 24))


def test_marks_are_reached() -> None:
    figures = judge(HELD_OUT, SHEETS_IN_TEST)
    reached = {"th-national-id": figures.scores["th-national-id"], "all": figures.all}
    below = {
        name: (score.precision, score.recall)
        for name, score in reached.items()
        if score.precision < MARKS[name][0] or score.recall < MARKS[name][1]
    }
    assert below == {}, "\n".join(figures.misses)


def test_reference_page_shows_figures_that_reach_the_marks() -> None:
    """The kept figures are of the held-out part; the suite asks a part of them again (above)."""
    told = json.loads(FIGURES.read_text(encoding="utf-8"))
    scores = {kind: Score(**score) for kind, score in told["scores"].items()}
    everything = Figures(scores=scores).all
    assert told["columns"] >= 3000
    for name, score in (("th-national-id", scores["th-national-id"]), ("all", everything)):
        assert (score.precision, score.recall) >= MARKS[name], name
        assert score.recall >= MARKS[name][1], name


# Real files: the columns that hold personal data; no other column of theirs does.
REAL: dict[str, dict[str, str]] = {
    "prasertcbs__fake_thai_data.csv": {
        "national_id": "th-national-id",
        "first_name": "person-name",
        "last_name": "person-name",
        "first_name_male": "person-name",
        "first_name_female": "person-name",
        "dob": "birth-date",
        "phone": "phone",
        "email": "email",
        "address": "address",
        "street_address": "address",
    },
    "kup-kup__consti1.csv": {"ชื่อผู้สมัคร": "person-name"},
    "piyayut-ch__th_adm1.geojson": {},
    "chingchai__reg_royin.geojson": {},
    "prasertcbs__thailand_beach.csv": {},
    "kongvut__districts.csv": {},
    "prasertcbs__new_car_category_mfg_model_2562.csv": {},
    "taepras__areas_complete_raw.csv": {},
    "prasertcbs__th_amphur_info.csv": {},
    "maxtwis__health_supply.csv": {},
    "visarutforthai__Village_Weir_All.geojson": {},
}


def real_hits(name: str) -> dict[str, str]:
    """The columns of a real file in which personal data was found, with its kind."""
    found = engine.inspect(THAI / name).to_json()["personal_data"]
    return {one["column"]: one["kind"] for one in found if one["verdict"] in HITS}


@pytest.mark.skipif(
    not THAI.is_dir(), reason="the Thai test files (../shared/data/thai) are not here"
)
@pytest.mark.parametrize("name", REAL)
def test_real_file(name: str) -> None:
    assert real_hits(name) == REAL[name]


def lines(figures: Figures) -> Iterator[str]:
    """The figures as a table."""
    yield f"{figures.n_sheets} sheets, {figures.n_columns} columns"
    yield f"{'kind':20} {'right':>6} {'wrong':>6} {'missed':>7} {'precision':>10} {'recall':>8}"
    for kind, s in [*sorted(figures.scores.items()), ("all", figures.all)]:
        yield f"{kind:20} {s.right:6} {s.wrong:6} {s.missed:7} {s.precision:10.4f} {s.recall:8.4f}"


def main() -> None:
    """Print the figures."""
    options = argparse.ArgumentParser()
    options.add_argument("--held-out", action="store_true")
    options.add_argument("--misses", action="store_true")
    options.add_argument("--sheets", type=int, default=SHEETS)
    options.add_argument("--write", action="store_true")
    given = options.parse_args()
    figures = judge(HELD_OUT if given.held_out else DEVELOPMENT, given.sheets)
    if given.misses:
        print("\n".join(figures.misses))
        print(Counter(miss.split("]")[0] for miss in figures.misses).most_common(60))
    print("\n".join(lines(figures)))
    if given.write:
        FIGURES.write_text(json.dumps(kept(figures), indent=1) + "\n", encoding="utf-8")


def kept(figures: Figures) -> dict[str, Any]:
    """The figures as the reference page shows them."""
    scores = {kind: asdict(score) for kind, score in sorted(figures.scores.items())}
    return {"sheets": figures.n_sheets, "columns": figures.n_columns, "scores": scores}


if __name__ == "__main__":
    main()
