"""`odms processes` and `odms dossier` at a terminal: what wrong words and wrong files get."""

import json
from pathlib import Path

import pytest
from factories.commands import run_in

# words of the command, and what is said of them on standard error
WRONG = [
    ("processes show", "Give --agency or --dataset, one of the two."),
    ("processes show --agency nowhere", "There is no agency “nowhere”."),
    ("processes show --dataset nowhere", "There is no dataset “nowhere”."),
    ("dossier verify nowhere.zip", "nowhere.zip"),
    ("dossier verify note.txt", "“note.txt” is no dossier of ODMS, or it is damaged."),
    ("dossier make nowhere --out a.zip --as a@b.example", "a@b.example"),
]


@pytest.mark.parametrize(("words", "said"), WRONG)
def test_wrong_words_get_one_sentence(tmp_path: Path, words: str, said: str) -> None:
    (tmp_path / "note.txt").write_text("no dossier")
    done = run_in(tmp_path, *words.split(), ODMS_HOME=str(tmp_path / "home"))
    assert done.returncode in (1, 2)
    told = done.stderr.decode()
    assert said in told
    assert "Traceback" not in told
    assert done.stdout == b""


def test_a_dossier_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    home = {"ODMS_HOME": str(tmp_path / "home")}
    for words in (
        "agency add health --name-th กรม --name-en Dept --sector state",
        "user add a@odms.example --name A --auditor",
    ):
        done = run_in(tmp_path, *words.split(), **home)
        assert done.returncode == 0, done.stderr.decode()
    make = ("dossier", "make", "health", "--as", "a@odms.example", "--out")
    done = run_in(tmp_path, *make, str(tmp_path / "nowhere" / "a.zip"), **home)
    assert (done.returncode, "Traceback" in done.stderr.decode()) == (1, False)
    done = run_in(tmp_path, *make, "a.zip", **home)
    assert done.returncode == 0, done.stderr.decode()
    done = run_in(tmp_path, "dossier", "verify", "a.zip", "--json")
    assert json.loads(done.stdout)["is_whole"] is True
