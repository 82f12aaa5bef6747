"""The dossier of an agency: it verifies without the centre, and what was tampered with is named."""

import json
import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from factories import cases
from factories.centre import AT, Centre

from odms.errors import Forbidden, Invalid
from odms.ledger import queries as ledger
from odms.ledger import signing
from odms.ledger.rules import SYSTEM, Subject
from odms.publication import actions as publication
from odms.publication import dossier
from odms.publication.dossier.checking import NAMES

pytestmark = pytest.mark.django_db

LATER = AT + timedelta(days=1)


@pytest.fixture
def made(centre: Centre, tmp_path: Path) -> Path:
    """The dossier of an agency that published a dataset, beside one that did something else."""
    case = cases.published(centre)
    for n, hour in ((1, 0), (2, 1)):
        publication.record_evidence(
            by=SYSTEM,
            process="improvement",
            subject=Subject("dataset", case.dataset_id),
            source="voice",
            figures={"n_feedback": n, "n_open": 0},
            at=LATER + timedelta(hours=hour),
        )
    both = {Subject("agency", one.id): {"n_endpoints": 1} for one in centre.agencies.values()}
    publication.record_figures(
        by=SYSTEM, process="channels", source="health.endpoints", figures=both, at=LATER
    )
    # a second recording at the very same moment
    publication.record_figures(
        by=SYSTEM,
        process="channels",
        source="health.endpoints",
        figures={Subject("agency", centre.agency.id): {"n_endpoints": 2}},
        at=LATER,
    )
    publication.compute_all(at=LATER)
    out = tmp_path / "health.zip"
    by = centre.people["auditor"]
    publication.make_dossier(by=by, agency=centre.agency, out=out, at=LATER + timedelta(hours=2))
    return out


def test_dossier_verifies(made: Path) -> None:
    found = dossier.check(made)
    assert found.faults == ()
    assert found.manifest["agency"]["slug"] == "health"
    assert found.public_key == signing.public_key(settings.SIGNING_KEY)
    with zipfile.ZipFile(made) as archive:
        assert sorted(archive.namelist()) == sorted(NAMES)
        assert archive.read("dossier.th.pdf")[:5] == b"%PDF-"
        table = archive.read("processes.csv").decode("utf-8-sig").splitlines()
        assert len(table) == 1 + 16 + 16
        assert "health,กรมสุขภาพตัวอย่าง,7,classification,done,yes" in table[7]
        verbs = {json.loads(line)["verb"] for line in archive.read("entries.jsonl").splitlines()}
        assert {"case.approved", "process.verified", "evidence.computed"} <= verbs


def test_making_one_stands_in_the_ledger_and_needs_a_part(centre: Centre, made: Path) -> None:
    entry = ledger.list_latest(limit=1)[0]
    assert (entry.verb, entry.actor_id) == ("dossier.made", centre.people["auditor"].id)
    assert entry.facts["up_to"] == entry.seq - 1
    for who in ("steward", "other-approver", "user"):
        with pytest.raises(Forbidden):
            publication.make_dossier(
                by=centre.people[who], agency=centre.agency, out=made, at=LATER
            )


def test_other_key_and_head_are_told(made: Path) -> None:
    found = dossier.check(made, key="00" * 32, head="11" * 32)
    assert [fault.code for fault in found.faults] == ["dossier.key_other", "dossier.head_other"]


def _lines(data: bytes) -> list[Any]:
    return [json.loads(line) for line in data.splitlines()]


def _joined(rows: list[Any]) -> bytes:
    return b"".join(json.dumps(row, ensure_ascii=False).encode() + b"\n" for row in rows)


def _altered(data: bytes) -> bytes:
    rows = _lines(data)
    place = next(i for i, row in enumerate(rows) if row["verb"] == "case.approved")
    rows[place]["actor"][1] = "Somebody Else"
    return _joined(rows)


def _removed(data: bytes) -> bytes:
    return _joined([row for row in _lines(data) if row["verb"] != "case.approved"])


def _added(data: bytes) -> bytes:
    rows = _lines(data)
    return _joined([*rows, rows[-1] | {"seq": 100_000}])


def _answered(data: bytes) -> bytes:
    rows = _lines(data)
    rows[0]["answer"] = "no"
    return _joined(rows)


def _figured(data: bytes) -> bytes:
    rows = _lines(data)
    rows[-1]["figures"] = {"n_feedback": 900}
    return _joined(rows)


def _recorded(data: bytes) -> bytes:
    rows = _lines(data)
    rows[-1]["recording"] = rows[0]["recording"]
    return _joined(rows)


# the file that is tampered with, how, and the code of the first fault that is told
TAMPERED: list[tuple[str, Callable[[bytes], bytes], str]] = [
    ("entries.jsonl", _altered, "dossier.entry_altered"),
    ("entries.jsonl", _removed, "dossier.entry_missing"),
    ("entries.jsonl", _added, "dossier.entry_added"),
    ("chain.txt", lambda data: data[: data.rstrip().rfind(b"\n") + 1], "dossier.chain_cut"),
    ("answers.jsonl", _answered, "dossier.answer_altered"),
    ("answers.jsonl", lambda data: data[data.find(b"\n") + 1 :], "dossier.answer_missing"),
    ("evidence.jsonl", _figured, "dossier.evidence_altered"),
    ("evidence.jsonl", lambda data: data[data.find(b"\n") + 1 :], "dossier.evidence_unknown"),
    ("evidence.jsonl", _recorded, "dossier.evidence_unknown"),
    ("processes.csv", lambda data: data.replace(b"missing", b"done"), "dossier.file_altered"),
    ("manifest.json", lambda data: data.replace(b"health", b"wealth"), "dossier.signature_wrong"),
]


@pytest.mark.parametrize(
    ("name", "tamper", "code"), TAMPERED, ids=[f"{i}-{c}" for i, (_, _, c) in enumerate(TAMPERED)]
)
def test_what_was_tampered_with_is_named(
    made: Path, name: str, tamper: Callable[[bytes], bytes], code: str
) -> None:
    found = dossier.check(_with(made, name, tamper))
    assert not found.is_whole
    assert found.faults[0].code == code


def test_the_altered_entry_is_named_by_number_and_verb(made: Path) -> None:
    wanted = next(e for e in ledger.list_entries(limit=500) if e.verb == "case.approved")
    found = dossier.check(_with(made, "entries.jsonl", _altered))
    assert found.faults[0].facts["seq"] == wanted.seq
    assert found.faults[0].facts["verb"] == "case.approved"


def test_a_forger_with_a_key_of_their_own_is_found_by_the_entry(made: Path) -> None:
    """Everything is signed anew, and the entry still does not fit its hash."""

    def resigned(files: dict[str, bytes]) -> None:
        import hashlib

        manifest = json.loads(files["manifest.json"])
        manifest["files"]["entries.jsonl"]["sha256"] = hashlib.sha256(
            files["entries.jsonl"]
        ).hexdigest()
        files["manifest.json"] = json.dumps(manifest, ensure_ascii=False).encode()
        files["signature.json"] = json.dumps(
            {
                "algorithm": signing.ALGORITHM,
                "public_key": signing.public_key("forger"),
                "signature": signing.sign("forger", files["manifest.json"]),
            }
        ).encode()

    found = dossier.check(_with(made, "entries.jsonl", _altered, resigned))
    assert [fault.code for fault in found.faults] == ["dossier.entry_altered"]


@pytest.mark.parametrize("data", [b"", b"PK", b"no zip at all"])
def test_what_is_no_dossier_is_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "x.zip"
    path.write_bytes(data)
    with pytest.raises(Invalid) as refused:
        dossier.check(path)
    assert refused.value.code == "dossier.not_one"


def test_a_stranger_in_the_archive_is_refused(made: Path) -> None:
    with zipfile.ZipFile(made, "a") as archive:
        archive.writestr("../evil.sh", "x")
    with pytest.raises(Invalid):
        dossier.check(made)


def _with(
    made: Path,
    name: str,
    tamper: Callable[[bytes], bytes],
    after: Callable[[dict[str, bytes]], None] = lambda files: None,
) -> Path:
    with zipfile.ZipFile(made) as archive:
        files = {one: archive.read(one) for one in archive.namelist()}
    changed = tamper(files[name])
    assert changed != files[name]
    files[name] = changed
    after(files)
    out = made.with_name("tampered.zip")
    with zipfile.ZipFile(out, "w") as archive:
        for one, data in files.items():
            archive.writestr(one, data)
    return out
