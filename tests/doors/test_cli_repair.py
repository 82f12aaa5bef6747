"""`odms repair`: recipes for findings, and files mended by them."""

import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from odms.cli.main import app

TEXT = "ภาค,จังหวัด,งบ (ล้านบาท),อัตรา\nใต้,กระบี่,1,5%\nใต้,กทม.,2,6\nรวม,,3,7%\n"
STEPS = [("drop_totals", None), ("unify_percent", "อัตรา"), ("take_out_unit", "งบ (ล้านบาท)")]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "งบ.csv"
    path.write_text(TEXT, encoding="utf-8")
    return path


def run(*words: object) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, ["repair", *map(str, words)], env={"LANG": "en_GB.UTF-8"})
    return result.exit_code, result.stdout, result.stderr


def test_recipe_for_all_findings_is_printed(file: Path) -> None:
    status, told, _ = run(file, "--fix", "all")
    assert status == 0
    assert [(step["repair"], step["column"]) for step in json.loads(told)] == STEPS


def test_file_is_mended_into_a_folder_and_again_by_its_recipe(file: Path, tmp_path: Path) -> None:
    before = file.read_bytes()
    status, told, _ = run(file, "--fix", "all", "--out", tmp_path / "first")
    assert status == 0
    assert told.splitlines()[0].endswith(": one row taken out")
    assert file.read_bytes() == before
    recipe = tmp_path / "first" / "recipe.json"
    assert run(file, "--recipe", recipe, "--out", tmp_path / "second")[0] == 0
    first, second = (
        pq.read_table(tmp_path / name / "table-0.parquet") for name in ("first", "second")
    )
    assert first == second
    assert first.column_names == ["_row", "ภาค", "จังหวัด", "งบ", "อัตรา"]
    assert pq.read_table(tmp_path / "first" / "changes-0.parquet").num_rows == 3


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--out", "{tmp}/none"], "There is nothing to mend"),
        (["--fix", "engine.digits_lost"], "The file has no finding engine.digits_lost"),
        (["--recipe", "{tmp}/wrong.json"], "A recipe is a list of steps"),
        (["--recipe", "{tmp}/absent.json"], "There is no file"),
        (["--fix", "all", "--out", "{tmp}"], "cannot be written"),
    ],
)
def test_wrong_use_is_refused(file: Path, tmp_path: Path, words: list[str], sentence: str) -> None:
    (tmp_path / "wrong.json").write_text('{"repair": "drop_totals"}', encoding="utf-8")
    status, _, told = run(file, *(word.format(tmp=tmp_path) for word in words))
    assert status == 1
    assert sentence in told
