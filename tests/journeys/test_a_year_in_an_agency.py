"""A year in an agency: inventory, plan, thirty datasets, renewals, feedback, improvements; and what an
auditor takes away at its end."""

import json
import zipfile
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from odms.catalogue import queries as catalogue
from odms.cli.demo import year
from odms.people import queries as people
from odms.publication import actions as publication
from odms.publication import dossier
from odms.publication.answering import processes
from odms.publication.queries import standings

pytestmark = pytest.mark.django_db(transaction=True)

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


class _Here(ThreadPoolExecutor):
    """Reads in this process: a test's database is seen by no other."""

    def submit(self, work: Any, /, *args: Any, **options: Any) -> Any:
        from concurrent.futures import Future

        done: Future[Any] = Future()
        done.set_result(work(*args, **options))
        return done


@pytest.fixture
def lived(tmp_path: Path, centre: Any) -> Any:
    """The agency after its year."""
    for _ in year.live(seed="2565", now=NOW, folder=tmp_path, readers=_Here()):
        pass
    return people.get_agency("sample")


def test_a_year_in_an_agency(lived: Any, tmp_path: Path) -> None:
    datasets = catalogue.list_datasets(agency=lived, limit=None)
    assert len(datasets) == 30
    cells = standings.cells_of_agency(lived)
    seen = {cell.process.code: cell.computed["answer"] for cell in cells}
    assert list(seen) == list(processes())
    # some renewals came too late, and some are due again today
    assert {code: answer for code, answer in seen.items() if answer != "yes"} == {
        "frequency": "partly"
    }
    renewed = [len(catalogue.list_releases(catalogue.list_tables(one)[0])) for one in datasets]
    assert (renewed.count(2), renewed.count(1)) == (9, 21)

    made = tmp_path / "sample.odms.zip"
    auditor = people.get_user("auditor.sample@odms.example")
    publication.make_dossier(by=auditor, agency=lived, out=made, at=NOW)
    assert dossier.check(made).faults == ()
    forged = _forged(made)
    fault = dossier.check(forged).faults[0]
    assert (fault.code, fault.facts["verb"]) == ("dossier.entry_altered", "case.approved")


def _forged(made: Path) -> Path:
    """The dossier after somebody wrote another approver into the ledger."""
    out = made.with_name("forged.zip")
    with zipfile.ZipFile(made) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            if name == "entries.jsonl":
                rows = [json.loads(line) for line in data.splitlines()]
                next(r for r in rows if r["verb"] == "case.approved")["actor"][1] = "Somebody"
                data = b"".join(json.dumps(r, ensure_ascii=False).encode() + b"\n" for r in rows)
            target.writestr(name, data)
    return out
