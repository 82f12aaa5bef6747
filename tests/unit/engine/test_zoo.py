"""Every sample of the zoo: recognised, read into exactly its grids, or refused with its sentence."""

from pathlib import Path

import pytest

from odms.definitions import messages
from odms.engine import errors, formats, inspect
from odms.engine.errors import NotATable
from odms.engine.grid import Grid, Workspace, workspace
from tests.samples.zoo import ZOO, Sample, Sheet

READ = sorted(name for name, sample in ZOO.items() if not sample.refused)
REFUSED = sorted(name for name, sample in ZOO.items() if sample.refused)


@pytest.fixture
def work(tmp_path: Path):
    (tmp_path / "work").mkdir()
    with workspace(tmp_path / "work") as opened:
        yield opened


def placed(name: str, folder: Path) -> tuple[Path, Sample]:
    path = folder / "blob"
    path.write_bytes(ZOO[name].make())
    return path, ZOO[name]


def sheet(grid: Grid, work: Workspace) -> Sheet:
    rows = work.db.execute(f"SELECT * FROM {grid.relation} ORDER BY r").fetchall()
    return Sheet(
        {row[0]: row[1:] for row in rows},
        name=grid.name,
        names=grid.names,
        merges=grid.merges,
        dates=grid.native_dates,
        is_hidden=grid.is_hidden,
        findings=tuple(finding.code for finding in grid.findings),
    )


@pytest.mark.parametrize("name", READ)
def test_a_sample_is_read_into_its_grids(name: str, tmp_path: Path, work: Workspace) -> None:
    path, sample = placed(name, tmp_path)
    assert formats.recognise(path, name) == sample.format
    grids = formats.read(path, name, work)
    found = tuple(sheet(grid, work) for grid in grids)
    if sample.findings:
        assert found[0].findings == sample.findings
        found = tuple(Sheet(one.rows, name=one.name, names=one.names) for one in found)
    assert found == sample.sheets
    if sample.encoding and grids[0].encoding:
        assert (grids[0].encoding.name, grids[0].encoding.how) == sample.encoding


@pytest.mark.parametrize("name", REFUSED)
def test_a_sample_is_refused_with_a_sentence(name: str, tmp_path: Path, work: Workspace) -> None:
    path, sample = placed(name, tmp_path)
    assert sample.refused
    kind, code = sample.refused
    with pytest.raises(getattr(errors, kind)) as refused:
        formats.read(path, name, work)
    assert refused.value.code == code
    sentences = messages.sentences(code, refused.value.facts)
    assert all("{" not in sentence for sentence in sentences.values())


def test_the_readme_has_a_line_for_every_sample() -> None:
    readme = (Path(__file__).parents[2] / "samples" / "README.md").read_text("utf-8")
    missing = [name for name, one in ZOO.items() if f"| `{name}` | {one.about} |" not in readme]
    assert missing == []


@pytest.mark.parametrize("name", READ)
def test_the_rows_of_a_sample_add_up(name: str, tmp_path: Path) -> None:
    path, _ = placed(name, tmp_path)
    try:
        report = inspect(path, name=name)
    except NotATable:
        return
    for table in report.tables:
        parts = len(table.preamble_rows) + len(table.header_rows) + table.n_rows
        parts += table.n_rejected + table.n_footer_rows + table.n_blank
        assert parts == table.n_source_rows, table.name
