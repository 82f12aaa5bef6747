"""Of which files elsewhere a copy is kept here, and why of others none is. Pure.

The source's own policy stands first, then the licence, then whether the engine reads such files, then
their size (`definitions/<country>/mirroring.yaml`).
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote, urlsplit

from odms.definitions import national
from odms.engine.formats import FAMILIES, FORMATS
from odms.standards.description import Resource
from odms.standards.scoring.files import kind_of

# waiting: to be fetched · kept: there is a copy · refused: the policy, the engine or personal data
# forbids one · failed: it could not be fetched
STATES = ("waiting", "kept", "refused", "failed")

MAX_ATTEMPTS = 3

# how centres of this house name the forms of a table, and the one that is copied
_OF_TABLE = re.compile(r"[0-9A-Z]{26}\.(csv|json|jsonl|parquet|xlsx)")
_COPIED = ".csv"

# pages are for people, and lead nowhere when they are copied
_UNREAD = ("html",)

_MB = 1024 * 1024


@dataclass(frozen=True)
class File:
    """A file elsewhere as its catalogue tells of it."""

    address: str
    title: str = ""
    format: str = ""
    media_type: str = ""
    size_bytes: int | None = None
    is_other_form: bool = False  # of a table that can be had there in a form that is copied


@dataclass(frozen=True)
class Reason:
    """Why no copy of a file is kept: a code of `definitions/messages` and its facts."""

    code: str
    facts: Mapping[str, Any] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """The reason for JSON."""
        return {"code": self.code, "facts": dict(self.facts)}


def reason_against(file: File, *, is_wanted: bool, is_open: bool) -> Reason | None:
    """Why no copy is kept of a file; None where one is.

    `is_wanted` is what the source's policy says, `is_open` whether its licence lets anybody copy it.
    """
    if not is_wanted:
        return Reason("health.mirror.not_wanted")
    if file.title.strip() in national("mirroring.yaml")["not_files"]:
        return Reason("health.mirror.no_file")
    if not is_open:
        return Reason("health.mirror.not_open")
    if file.is_other_form:
        return Reason("health.mirror.other_form")
    form = format_of(file)
    if form is None:
        return Reason("health.mirror.not_read", {"format": file.format or "–"})
    limit = max_bytes(form)
    if file.size_bytes is not None and file.size_bytes > limit:
        return Reason("health.mirror.too_large", {"max_mb": limit / _MB})
    return None


def other_forms(names: Collection[str]) -> set[str]:
    """Of the names that a centre of this house gives to files of one dataset, those of tables that are
    there in the form that is copied too."""
    copied = {name.removesuffix(_COPIED) for name in names if name.endswith(_COPIED)}
    return {
        name
        for name in names
        if not name.endswith(_COPIED)
        and _OF_TABLE.fullmatch(name)
        and name.rpartition(".")[0] in copied
    }


def format_of(file: File) -> str | None:
    """The form of a file in which the engine reads it, by its label, its media type or the end of its
    address; None where it reads none such."""
    told = kind_of(Resource(format=file.format, media_type=file.media_type))
    ending = PurePosixPath(unquote(urlsplit(file.address).path)).suffix.lower()
    for kind in (told, ending.lstrip(".")):
        if kind in _readable():
            return kind
        if kind:
            return None
    return None


def is_data(file: File) -> bool:
    """Whether an address should lead to a file that the engine reads, and to no page."""
    return format_of(file) is not None


def max_bytes(form: str) -> int:
    """The size up to which files of a form are copied."""
    told = national("mirroring.yaml")
    return int(float(told["sizes_mb"].get(form, told["other_mb"])) * _MB)


def versions() -> int:
    """How many versions of a copy stay."""
    return int(national("mirroring.yaml")["versions"])


def _readable() -> frozenset[str]:
    endings = {ending.lstrip(".") for family in FAMILIES.values() for ending in family}
    return frozenset(endings | set(FORMATS)) - set(_UNREAD) - {"htm"}
