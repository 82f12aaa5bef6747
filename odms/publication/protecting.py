"""What protective measures do to the tables of a case: previews, risk before and after, the record.

Table versions never change, so that what was worked out about one is kept beside it, on the
restricted side of the lake; pages read it from there.
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
from django.conf import settings

from odms.intake.originals import originals
from odms.intake.queries import lake
from odms.lake import drift, versions
from odms.lake.protection import applying
from odms.lake.protection.applying import Touched
from odms.lake.protection.plan import NOTHING, Protection, Step
from odms.lake.protection.pseudonymise import dataset_key
from odms.lake.protection.risk import Risk, assess
from odms.lake.protection.work import Work, bench

if TYPE_CHECKING:
    from odms.publication.models import Case

N_HEAD = 20


@dataclass(frozen=True)
class Outlook:
    """What a plan would do to a table: what each step touches, and the risk before and after.

    A risk is None where no quasi-identifier is there to tell it by.
    """

    n_rows_before: int
    n_rows_after: int
    touched: tuple[Touched, ...]
    before: Risk | None
    after: Risk | None


def key_of(case: "Case") -> bytes:
    """The key of the pseudonyms of a case's dataset."""
    return dataset_key(settings.PSEUDONYM_KEY, case.dataset_id)


def has_outlook(case: "Case", table_key: str, protection: Protection) -> bool:
    """Whether `outlook` need not be worked out first."""
    is_trivial = not protection.steps and not protection.quasi
    return is_trivial or _place(table_key, "outlook", (protection, key_of(case)))[0].exists()


def outlook(case: "Case", table_key: str, protection: Protection) -> Outlook:
    """What the plan would do to a delivered table version."""
    key = key_of(case)
    told = kept(
        table_key,
        "outlook",
        (protection, key),
        lambda: asdict(_outlook(table_key, protection, key)),
    )
    return Outlook(
        told["n_rows_before"],
        told["n_rows_after"],
        tuple(map(Touched.from_dict, told["touched"])),
        Risk.from_dict(told["before"]),
        Risk.from_dict(told["after"]),
    )


def samples(case: "Case", table_key: str, steps: Sequence[Step], n: int = 3) -> list[list[str]]:
    """How the first `n` values of each step's column would look after it."""
    return _samples(table_key, tuple(steps), n, key_of(case))


def head(case: "Case", table_key: str, protection: Protection) -> list[dict[str, Any]]:
    """The first rows of what the plan would leave, by column name, as typed values."""
    return _head(table_key, protection, key_of(case))


def changes(
    case: "Case", former_key: str, table_key: str, plan: Protection, apart_by: tuple[str, ...] = ()
) -> dict[str, Any]:
    """What changes from a release to what the plan leaves of a delivered table; rows are told apart
    by the columns `apart_by`, where they are a key."""
    key, former = key_of(case), lake().table_path(former_key)
    found: dict[str, Any] = kept(
        table_key,
        "drift",
        (former_key, plan, key, apart_by),
        lambda: _changes(former, table_key, plan, key, apart_by),
    )
    return found


@contextmanager
def on_bench(
    case: "Case", table_key: str, protection: Protection, db: duckdb.DuckDBPyConnection
) -> Iterator[tuple[Work, dict[str, Any]]]:
    """What the plan leaves of a delivered table, and the profile of the table as delivered."""
    source, profile = _version(table_key)
    with applying.protected(db, source, profile, protection, key=key_of(case)) as (work, _):
        yield work, profile


def build(case: "Case", table_key: str, protection: Protection, folder: Path) -> Outlook:
    """Write the protected version of a delivered table into `folder`; what was done, with the risk.

    The risk after is that of the very rows that were written.
    """
    source, profile = _version(table_key)
    done = applying.apply(source, profile, folder, protection, key=key_of(case))
    return Outlook(
        done.n_rows_before,
        done.n_rows_after,
        done.touched,
        _risk(source, profile, protection),
        _risk(folder / "table.parquet", profile, protection),
    )


def kept(table_key: str, what: str, asked: Any, make: Callable[[], Any]) -> Any:
    """What was worked out about a delivered version for `asked`, or is now, and is kept."""
    path, name = _place(table_key, what, asked)
    if not path.exists():
        with originals().derive(table_key, name) as building:
            building.write_text(json.dumps(make(), ensure_ascii=False))
    return json.loads(path.read_bytes())


def _place(table_key: str, what: str, asked: Any) -> tuple[Path, str]:
    """Where the answer to `asked` is kept, and its name."""
    digest = hashlib.sha256(repr(asked).encode()).hexdigest()[:32]
    name = f"{what}-{digest}.json"
    return originals().derived_path(table_key, name), name


def _outlook(table_key: str, protection: Protection, key: bytes) -> Outlook:
    source, profile = _version(table_key)
    if not protection.steps and not protection.quasi:
        return Outlook(profile["n_rows"], profile["n_rows"], (), None, None)
    with bench() as db, applying.protected(db, source, profile, protection, key=key) as done:
        work, touched = done
        n_after = work.n_rows
        after = assess(work, protection.quasi, protection.sensitive, threshold=protection.k)
    before = _risk(source, profile, protection) if protection.steps else after
    return Outlook(profile["n_rows"], n_after, tuple(touched), before, after)


def _risk(path: Path, profile: dict[str, Any], protection: Protection) -> Risk | None:
    """The risk of a table version as it stands."""
    with bench() as db, applying.protected(db, path, profile, NOTHING) as (work, _):
        return assess(work, protection.quasi, protection.sensitive, threshold=protection.k)


@lru_cache(maxsize=256)
def _samples(table_key: str, steps: tuple[Step, ...], n: int, key: bytes) -> list[list[str]]:
    return applying.samples(*_version(table_key), steps, n, key=key)


@lru_cache(maxsize=256)
def _head(table_key: str, protection: Protection, key: bytes) -> list[dict[str, Any]]:
    source, profile = _version(table_key)
    with (
        bench() as db,
        applying.protected(db, source, profile, protection, key=key, is_preview=True) as (work, _),
    ):
        return versions.first_rows(work, N_HEAD)


def _changes(
    before: Path, table_key: str, protection: Protection, key: bytes, apart_by: tuple[str, ...]
) -> dict[str, Any]:
    source, profile = _version(table_key)
    with bench() as db, applying.protected(db, source, profile, protection, key=key) as (work, _):
        return drift.changes(before, work, apart_by)


def _version(table_key: str) -> tuple[Path, dict[str, Any]]:
    """A delivered table version: its Parquet file and its profile."""
    store = originals()
    return store.table_path(table_key), store.profile(table_key)
