"""Writing the dossier of an agency; `odms.publication.dossier` says what is in it."""

import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from odms.catalogue.models import Dataset
from odms.ledger import queries as ledger
from odms.ledger import signing
from odms.ledger.models import Head
from odms.ledger.rules import link_to_dict
from odms.people.models import Agency, User
from odms.publication import dossier
from odms.publication.models import Answer, Evidence
from odms.publication.queries import standings
from odms.publication.queries.paper import paper
from odms.publication.queries.standings import Cell

_ROWS_AT_ONCE = 2_000
_FIXED = (2000, 1, 1, 0, 0, 0)  # times of files in the archive: the manifest tells when it was made


def write_dossier(agency: Agency, out: Path, *, by: User, at: datetime) -> dict[str, Any]:
    """Write the dossier of an agency to `out`; its manifest.

    It holds the ledger up to its present end, also where others go on writing.
    """
    head = Head.objects.filter(pk=Head.ONLY).first() or Head()
    of_agency = standings.cells_of_agency(agency)
    of_datasets = [
        (dataset, standings.cells_of_dataset(dataset))
        for dataset in Dataset.objects.filter(agency=agency, is_gathered=False).exclude(
            state="draft"
        )
    ]
    files: dict[str, dict[str, Any]] = {}
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        kept = _Archive(archive, files)
        kept.lines("entries.jsonl", _entries(agency, head.seq))
        kept.lines("chain.txt", _chain(agency, head.seq))
        kept.lines("answers.jsonl", _answers(agency))
        kept.lines("evidence.jsonl", _evidence(agency))
        kept.bytes("state.json", _json(_state(agency, of_agency, of_datasets)))
        kept.bytes("processes.csv", _table(agency, of_agency, of_datasets))
        for language in ("th", "en"):
            told = paper(agency, of_agency, of_datasets, head, language, at)
            kept.bytes(f"dossier.{language}.pdf", told)
        manifest = _manifest(agency, head, files, by, at)
        kept.bytes("manifest.json", _json(manifest))
        kept.bytes("signature.json", _json(_signature(_json(manifest))))
    return manifest


class _Archive:
    """A ZIP that notes the hash and the size of what is put in."""

    def __init__(self, archive: zipfile.ZipFile, files: dict[str, dict[str, Any]]) -> None:
        self.archive, self.files = archive, files

    def lines(self, name: str, lines: Iterable[bytes]) -> None:
        digest, size = hashlib.sha256(), 0
        with self.archive.open(_member(name), "w", force_zip64=True) as out:
            for line in lines:
                out.write(line + b"\n")
                digest.update(line + b"\n")
                size += len(line) + 1
        self.files[name] = {"sha256": digest.hexdigest(), "size": size}

    def bytes(self, name: str, data: bytes) -> None:
        self.archive.writestr(_member(name), data)
        self.files[name] = {"sha256": hashlib.sha256(data).hexdigest(), "size": len(data)}


def _member(name: str) -> zipfile.ZipInfo:
    told = zipfile.ZipInfo(name, _FIXED)
    told.compress_type = zipfile.ZIP_DEFLATED
    return told


def _entries(agency: Agency, up_to: int) -> Iterator[bytes]:
    for link in ledger.links_of(agency.id, up_to):
        yield _json(link_to_dict(link))


def _chain(agency: Agency, up_to: int) -> Iterator[bytes]:
    for digest, agency_id in ledger.chain(up_to):
        yield f"{digest} *".encode() if agency_id == agency.id else digest.encode()


def _answers(agency: Agency) -> Iterator[bytes]:
    rows = Answer.objects.filter(agency=agency).select_related("by")
    for row in rows.order_by("at", "id").iterator(chunk_size=_ROWS_AT_ONCE):
        told = _common(row) | {
            "side": row.side,
            "answer": row.answer,
            "facts": row.facts,
            "note": row.note,
            "url": row.url,
            "by_id": row.by_id,
            "by_name": row.by.name,
            "review_date": row.review_date.isoformat(),
        }
        yield _json(told)


def _evidence(agency: Agency) -> Iterator[bytes]:
    rows = Evidence.objects.filter(agency=agency)
    for row in rows.order_by("at", "id").iterator(chunk_size=_ROWS_AT_ONCE):
        told = _common(row) | {
            "source": row.source,
            "recording": row.recording,
            "figures": row.figures,
            "by_id": row.by_id,
            "by_name": row.by_name,
        }
        yield _json(told)


def _common(row: Any) -> dict[str, Any]:
    return {
        "process": row.process,
        "subject_kind": row.subject_kind,
        "subject_id": row.subject_id,
        "at": row.at.isoformat(timespec="microseconds"),
        "hash": row.hash,
    }


def _state(
    agency: Agency, of_agency: list[Cell], of_datasets: list[tuple[Dataset, list[Cell]]]
) -> dict[str, Any]:
    return {
        "agency": _of(agency),
        "processes": [_cell(cell) for cell in of_agency],
        "datasets": [
            {
                "id": dataset.id,
                "slug": dataset.slug,
                "state": dataset.state,
                "record": dataset.record,
                "published_at": dataset.published_at,
                "processes": [_cell(cell) for cell in cells],
            }
            for dataset, cells in of_datasets
        ],
    }


def _of(agency: Agency) -> dict[str, str]:
    parts = ("id", "slug", "name_th", "name_en", "sector")
    return {part: getattr(agency, part) for part in parts}


def _cell(cell: Cell) -> dict[str, Any]:
    return {
        "code": cell.process.code,
        "number": cell.process.number,
        "state": cell.state,
        "is_inherited": cell.is_inherited,
        "computed": cell.computed,
        "declared": cell.declared.hash if cell.declared else None,
        "verified": cell.verified.hash if cell.verified else None,
        "evidence": [one.hash for one in cell.evidence],
    }


_HEAD = ("level", "slug", "title", "number", "process", "state", "computed", "declared", "verified")


def _table(
    agency: Agency, of_agency: list[Cell], of_datasets: list[tuple[Dataset, list[Cell]]]
) -> bytes:
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(_HEAD)
    for cell in of_agency:
        table.writerow(_row("agency", agency.slug, agency.name_th, cell))
    for dataset, cells in of_datasets:
        for cell in cells:
            table.writerow(_row("dataset", dataset.slug, dataset.title_th, cell))
    return out.getvalue().encode("utf-8-sig")


def _row(level: str, slug: str, title: str, cell: Cell) -> tuple[Any, ...]:
    return (
        level,
        slug,
        title,
        cell.process.number,
        cell.process.code,
        cell.state,
        cell.computed["answer"] if cell.computed else "",
        cell.declared.answer if cell.declared else "",
        cell.verified.answer if cell.verified else "",
    )


def _manifest(
    agency: Agency, head: Head, files: Mapping[str, Any], by: User, at: datetime
) -> dict[str, Any]:
    return {
        "version": dossier.VERSION,
        "kind": "odms-dossier",
        "centre": settings.CENTRE_NAMES | {"url": settings.CENTRE_URL},
        "agency": _of(agency),
        "made_at": at.isoformat(timespec="microseconds"),
        "made_by": {"id": by.id, "name": by.name},
        "head": {"seq": head.seq, "hash": head.hash},
        "files": dict(files),
    }


def _signature(manifest: bytes) -> dict[str, str]:
    return {
        "algorithm": signing.ALGORITHM,
        "public_key": signing.public_key(settings.SIGNING_KEY),
        "signature": signing.sign(settings.SIGNING_KEY, manifest),
    }


def _json(told: Any) -> bytes:
    return json.dumps(
        told, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str
    ).encode()
