"""States of a delivery, how work on it is taken up, and what may be decided about its columns."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Protocol

from odms.definitions import national
from odms.errors import Conflict, Invalid
from odms.intake.protecting import check_measure, measures_for
from odms.lake.protection.measures import MEASURES

# received: bytes on disk, waiting · reading: somebody holds the lease · read: tables are there
# failed: it cannot be read, `trouble` says why · discarded: the steward took it back
# destroyed: bytes and tables went under an order of two people
DELIVERY_STATES = ("received", "reading", "read", "failed", "discarded", "destroyed")

WAYS = ("web", "api", "cli")

# of a file that is to be fetched: nobody began · somebody holds the lease · it came · it cannot be
# had, `trouble` says why
FETCH_STATES = ("waiting", "fetching", "done", "failed")

# how long whoever fetches a file is trusted
FETCH_LEASE = timedelta(minutes=10)

MAX_ATTEMPTS = 3

# a worker that is alive renews its lease; one that died is not waited for longer than this
LEASE = timedelta(seconds=30)
RENEWED_EVERY = timedelta(seconds=10)

# how long whoever works out what decisions do to a table is trusted
OUTLOOK_LEASE = timedelta(minutes=10)

# work that was announced and not begun is announced again after this
ANNOUNCED_FOR = timedelta(minutes=5)

# half-made files and table versions that no row names are removed after this
FORGOTTEN_AFTER = timedelta(days=1)

# the bytes of a file of another catalogue, beside the first table version that was read from it
MIRRORED_FILE = "original.bin"

# keep: as it is, with a reason · the measures of `odms.lake.protection` that work upon a column
DEEDS = ("keep", *(code for code, measure in MEASURES.items() if not measure.is_of_table))

# whether personal data of a verdict may be kept: never, with a reason, or so it is proposed
KEPT: dict[str, str] = {"certain": "never", "likely": "reason", "possible": "proposed"}

# kinds that are not kept even where the verdict is only likely
NEVER_KEPT = ("th-national-id",)

_CONTROL = re.compile(r"[\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
_MAX_NAME = 255
_MAX_KEY = 100
_MAX_URL = 2_000


@dataclass(frozen=True)
class PersonalColumn:
    """A column in which personal data was found, and what was decided about it.

    `n` counts the values, `share` is their part of all (0 to 1); `deed` is empty until somebody
    decided. `allowed` are the deeds that the verdict leaves open, the proposed one first. `basis` are
    the grounds on which it was found, see `odms.engine.column.Personal`.
    """

    table_id: str
    position: int
    table_name: str
    column: str
    kind: str
    n: int
    share: float
    verdict: str
    allowed: tuple[str, ...]
    deed: str = ""
    reason: str = ""
    parameters: Mapping[str, Any] = field(default_factory=dict)
    basis: Sequence[str] = ()
    is_sensitive: bool = False

    @property
    def is_decided(self) -> bool:
        """Whether a decision stands that the verdict allows, with the reason that it needs."""
        return self.deed in self.allowed and (self.deed != "keep" or bool(self.reason))


class Table(Protocol):
    """A delivered table that a decision names."""

    @property
    def id(self) -> str: ...


class Decision(Protocol):
    """What somebody decided about one column of a delivered table."""

    @property
    def table(self) -> Table: ...
    @property
    def column(self) -> str: ...
    @property
    def deed(self) -> str: ...
    @property
    def reason(self) -> str: ...
    @property
    def parameters(self) -> Mapping[str, Any]: ...


def allowed(column: Mapping[str, Any]) -> tuple[str, ...]:
    """What may be decided for a column with personal data in it, the proposed deed first."""
    kind, verdict = column["personal"]["kind"], column["personal"]["verdict"]
    kept, hiding = KEPT[verdict], measures_for(column)
    if kept == "proposed":
        return ("keep", *hiding)
    is_never = kept == "never" or kind in NEVER_KEPT
    return hiding if is_never else (*hiding, "keep")


def file_name(name: str) -> str:
    """The name of a delivered file as it is kept: no folders, no control characters, cut to 255.

    Raises Invalid where nothing is left.
    """
    name = _CONTROL.sub("", re.split(r"[/\\]", name)[-1]).strip()
    if not name or name in (".", ".."):
        raise Invalid("intake.nameless")
    if len(name) <= _MAX_NAME:
        return name
    stem, dot, ending = name.rpartition(".")
    return (
        f"{stem[: _MAX_NAME - len(ending) - 1]}.{ending}"
        if dot and len(ending) < 20
        else name[:_MAX_NAME]
    )


def own_key(sha256: str, *, about: str = "", slug: str = "") -> str:
    """The key of a delivery that came without one: the same bytes about the same dataset or table."""
    return f"{sha256}+{about or 'new'}" + (f"+{slug}" if slug and not about else "")


def check_key(key: str) -> None:
    """Raise Invalid for a key that is longer than a key may be."""
    if len(key) > _MAX_KEY:
        raise Invalid("intake.key_too_long", n=len(key), limit=_MAX_KEY)


def check_source(url: str) -> None:
    """Raise Invalid for an address that is longer than one that is kept."""
    if len(url) > _MAX_URL:
        raise Invalid("intake.url_too_long", n=len(url), limit=_MAX_URL, item="url")


def without_query(url: str) -> str:
    """An address as the ledger keeps it: what stands after ? may be a key, and never goes again."""
    return url.partition("#")[0].partition("?")[0]


def check_editable(*, state: str, is_sealed: bool) -> None:
    """Raise Conflict unless the tables of a delivery may be decided upon."""
    if state != "read":
        raise Conflict("intake.not_read", state=state)
    if is_sealed:
        raise Conflict("intake.sealed")


def check_decision(
    column: Mapping[str, Any],
    deed: str,
    reason: str,
    parameters: Mapping[str, Any],
    names: Iterable[str] = (),
) -> dict[str, Any]:
    """The parameters of a deed, defaults filled in. Raises Invalid unless it may be decided for the
    column; `names` are those of all the table's columns."""
    if deed not in DEEDS:
        raise Invalid("intake.unknown_deed", deed=deed)
    if deed != "keep":
        return dict(check_measure(column, deed, parameters, names).values)
    if parameters:
        name = next(iter(parameters))
        raise Invalid("protection.unknown_parameter", measure=deed, parameter=name)
    if "personal" in column and "keep" not in allowed(column):
        raise Invalid("intake.must_not_keep", item="deed")
    if "personal" in column and not reason.strip():
        raise Invalid("intake.keep_needs_reason", item="reason")
    return {}


def counts_of(report: dict[str, Any]) -> list[dict[str, Any]]:
    """What each step of a recipe changed: its table, repair and column, and cells, rows, columns."""
    return [
        {"table": position, **{part: done[part] for part in _COUNTED}}
        for position, table in enumerate(report["tables"])
        for done in table.get("repairs", ())
    ]


_COUNTED = ("repair", "column", "n_cells", "n_rows", "n_columns")
_PERSONAL = ("kind", "n", "share", "verdict", "basis", "is_sensitive")


def columns_of(report: dict[str, Any], position: int) -> list[dict[str, Any]]:
    """The columns of the table at `position` of a report, in the shape of `DeliveredTable.columns`."""
    personal = {
        found["column"]: {part: found[part] for part in _PERSONAL if part in found}
        for found in report["personal_data"]
        if found["table"] == position
    }
    columns = []
    for column in report["tables"][position]["columns"]:
        name = column["name"]
        source = (column["source_name"] or "").strip()
        columns.append(
            {
                "name": name,
                "type": column["type"],
                "meaning": column["meaning"],
                "label_th": source if re.search(r"[ก-๛]", source) else "",
                "label_en": "",
                "description_th": "",
                "description_en": "",
                "unit": national("units.yaml").get(column["unit"], ""),
                **({"personal": personal[name]} if name in personal else {}),
            }
        )
    return columns
