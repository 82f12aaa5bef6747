"""Checking a dossier without the centre: entries, chain, answers, files, signature. Pure.

Entries come first, so that what was tampered with is named; the signature alone would only say that
something was.
"""

import hashlib
import json
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from odms.errors import Invalid
from odms.ledger import signing
from odms.ledger.rules import GENESIS, Link, fault_of, link_from_dict
from odms.publication import answering

NAMES = (
    "manifest.json",
    "signature.json",
    "entries.jsonl",
    "chain.txt",
    "answers.jsonl",
    "evidence.jsonl",
    "state.json",
    "processes.csv",
    "dossier.th.pdf",
    "dossier.en.pdf",
)
_MAX_BYTES = 4 << 30
_MAX_LINE = 16 << 20
_MOST_FAULTS = 50


@dataclass(frozen=True)
class Fault:
    """What does not hold: a code of `definitions/messages`, and its facts."""

    code: str
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Checked:
    """What a dossier says of itself, and all that does not hold of it."""

    manifest: Mapping[str, Any]
    public_key: str
    faults: tuple[Fault, ...]

    @property
    def is_whole(self) -> bool:
        """Whether everything holds."""
        return not self.faults


def check(path: Path, *, key: str = "", head: str = "") -> Checked:
    """Check the dossier at `path`: against the public key `key` and the head `head` (a hash) of the
    centre's ledger too, where they are known from elsewhere. Raises Invalid for a file that is none.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            return _check(archive, key, head)
    except (zipfile.BadZipFile, KeyError, ValueError, TypeError, OSError, EOFError) as error:
        raise Invalid("dossier.not_one", name=path.name) from error


def _check(archive: zipfile.ZipFile, key: str, head: str) -> Checked:
    sizes = {one.filename: one.file_size for one in archive.infolist()}
    if set(sizes) != set(NAMES) or len(archive.infolist()) != len(NAMES):
        raise ValueError("files of a dossier are missing, or others are in it")
    if sum(sizes.values()) > _MAX_BYTES:
        raise ValueError("too large")
    manifest_bytes = archive.read("manifest.json")
    manifest, signature = json.loads(manifest_bytes), json.loads(archive.read("signature.json"))
    backing = _Backing()
    found: list[Fault] = []
    for faults in (
        _chain_faults(archive, manifest, backing),
        _answer_faults(archive, backing),
        _evidence_faults(archive, backing),
        _file_faults(archive, manifest),
        _signature_faults(manifest_bytes, signature, key),
        _head_faults(manifest, head),
    ):
        found += [one for _, one in zip(range(_MOST_FAULTS), faults, strict=False)]
    return Checked(manifest, signature["public_key"], tuple(found))


@dataclass
class _Backing:
    """What entries of the ledger name: answers by hash, and the digest of each recording of evidence;
    both with the number of the entry."""

    answers: dict[str, int] = field(default_factory=dict)
    recordings: dict[str, tuple[str, int]] = field(default_factory=dict)

    def take(self, link: Link) -> None:
        if link.verb in ("process.declared", "process.verified"):
            self.answers |= {told[2]: link.seq for told in link.facts["answers"]}
        elif link.verb == "evidence.recorded":
            self.recordings[link.facts["recording"]] = (link.facts["digest"], link.seq)


def _chain_faults(
    archive: zipfile.ZipFile, manifest: Mapping[str, Any], backing: _Backing
) -> Iterator[Fault]:
    """Every entry against its own hash, its line of the chain and the line before."""
    with archive.open("chain.txt") as chain, archive.open("entries.jsonl") as entries:
        told = (link_from_dict(json.loads(line)) for line in _lines(entries))
        link = next(told, None)
        previous, seq = GENESIS, 0
        for line in _lines(chain):
            seq, mark = seq + 1, line.endswith(b"*")
            digest = line.rstrip(b" *").decode()
            while link is not None and (link.seq < seq or (link.seq == seq and not mark)):
                yield Fault("dossier.entry_added", {"seq": link.seq, "verb": link.verb})
                link = next(told, None)
            if mark and (link is None or link.seq != seq):
                yield Fault("dossier.entry_missing", {"seq": seq})
            elif mark and link is not None:
                yield from _entry_faults(link, seq, previous, digest)
                backing.take(link)
                link = next(told, None)
            previous = digest
        for rest in ([link] if link else []) + list(told):
            yield Fault("dossier.entry_added", {"seq": rest.seq, "verb": rest.verb})
    if (seq, previous) != (manifest["head"]["seq"], manifest["head"]["hash"]):
        yield Fault("dossier.chain_cut", {"seq": seq, "of": manifest["head"]["seq"]})


def _entry_faults(link: Link, seq: int, previous: str, digest: str) -> Iterator[Fault]:
    facts = {"seq": seq, "verb": link.verb, "at": link.at.isoformat(timespec="seconds")}
    if fault_of(link, seq=seq, previous_hash=link.previous_hash):
        yield Fault("dossier.entry_altered", facts)
    elif link.hash != digest or link.previous_hash != previous:
        yield Fault("dossier.entry_out_of_chain", facts)


def _answer_faults(archive: zipfile.ZipFile, backing: _Backing) -> Iterator[Fault]:
    """Every answer against its hash, and the entry that names it."""
    left = dict(backing.answers)
    with archive.open("answers.jsonl") as lines:
        for told in map(json.loads, _lines(lines)):
            facts = {**told["facts"], "note": told["note"], "url": told["url"]}
            expected = _digest(told, told["side"], told["answer"], facts)
            if expected != told["hash"] or left.pop(expected, None) is None:
                yield Fault("dossier.answer_altered", _about(told))
    for seq in left.values():
        yield Fault("dossier.answer_missing", {"seq": seq})


def _evidence_faults(archive: zipfile.ZipFile, backing: _Backing) -> Iterator[Fault]:
    """Every figure against its hash, and what was recorded together against the entry of it."""
    recorded: dict[str, list[list[str]]] = {}
    with archive.open("evidence.jsonl") as lines:
        for told in map(json.loads, _lines(lines)):
            if _digest(told, told["source"], "", told["figures"]) != told["hash"]:
                yield Fault("dossier.evidence_altered", _about(told))
            rows = recorded.setdefault(told["recording"], [])
            rows.append([told["subject_kind"], told["subject_id"], told["hash"]])
    for recording, (digest, seq) in backing.recordings.items():
        rows = recorded.pop(recording, [])
        if answering.digest({"evidence": sorted(rows)}) != digest:
            yield Fault("dossier.evidence_unknown", {"seq": seq})
    for recording in recorded:
        yield Fault("dossier.evidence_added", {"recording": recording})


def _digest(told: Mapping[str, Any], side: str, answer: str, facts: Mapping[str, Any]) -> str:
    return answering.answer_digest(
        process=told["process"],
        subject=(told["subject_kind"], told["subject_id"]),
        side=side,
        answer=answer,
        facts=facts,
        by=told["by_id"],
        at=datetime.fromisoformat(told["at"]),
    )


def _about(told: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "process": told["process"],
        "subject": f"{told['subject_kind']} {told['subject_id']}",
        "at": told["at"],
    }


def _file_faults(archive: zipfile.ZipFile, manifest: Mapping[str, Any]) -> Iterator[Fault]:
    for name in NAMES[2:]:
        with archive.open(name) as file:
            told = manifest["files"].get(name, {})
            if hashlib.file_digest(file, "sha256").hexdigest() != told.get("sha256"):  # type: ignore[arg-type]
                yield Fault("dossier.file_altered", {"name": name})


def _signature_faults(manifest: bytes, signature: Mapping[str, Any], key: str) -> Iterator[Fault]:
    if not signing.is_signed(signature["public_key"], signature["signature"], manifest):
        yield Fault("dossier.signature_wrong")
    if key and key.strip().lower() != signature["public_key"]:
        yield Fault("dossier.key_other", {"key": signature["public_key"]})


def _head_faults(manifest: Mapping[str, Any], head: str) -> Iterator[Fault]:
    if head and head.strip().lower() != manifest["head"]["hash"]:
        yield Fault("dossier.head_other", {"seq": manifest["head"]["seq"]})


def _lines(file: IO[bytes]) -> Iterator[bytes]:
    read: Callable[[int], bytes] = file.readline
    while line := read(_MAX_LINE):
        yield line.rstrip(b"\n")
