"""What protective measures do to the tables of a case: previews, risk before and after, the record.

Table versions never change, so that what was worked out about one is kept.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings

from odms.intake.originals import originals
from odms.intake.queries import lake
from odms.lake import versions
from odms.lake.protection import applying
from odms.lake.protection.applying import Touched
from odms.lake.protection.plan import NOTHING, Protection, Step
from odms.lake.protection.pseudonymise import dataset_key
from odms.lake.protection.risk import Risk, assess
from odms.lake.protection.work import bench

if TYPE_CHECKING:
    from odms.publication.models import Case


N_HEAD = 20


@dataclass(frozen=True)
class Outlook:
    """What a plan would do to a table: what each step touches, and the risk before and after.

    A risk is None where no quasi-identifier is there to tell it by. `head` are the first rows of
    what is left.
    """

    n_rows_before: int
    n_rows_after: int
    touched: tuple[Touched, ...]
    before: Risk | None
    after: Risk | None
    head: tuple[dict[str, Any], ...] = ()


def key_of(case: "Case") -> bytes:
    """The key of the pseudonyms of a case's dataset."""
    return dataset_key(settings.PSEUDONYM_KEY, case.dataset_id)


def outlook(case: "Case", table_key: str, protection: Protection) -> Outlook:
    """What the plan would do to a delivered table version."""
    return _outlook(table_key, protection, key_of(case))


def samples(case: "Case", table_key: str, steps: Sequence[Step], n: int = 3) -> list[list[str]]:
    """How the first `n` values of each step's column would look after it."""
    return _samples(table_key, tuple(steps), n, key_of(case))


def changes(
    case: "Case", former_key: str, table_key: str, protection: Protection
) -> dict[str, Any]:
    """What changes from a release to what the plan leaves of a delivered table."""

    return _changes(str(lake().table_path(former_key)), table_key, protection, key_of(case))


def build(case: "Case", table_key: str, protection: Protection, folder: Path) -> Outlook:
    """Write the protected version of a delivered table into `folder`; what was done, with the risk.

    The risk after is that of the very rows that were written.
    """
    store = originals()
    source, profile = store.table_path(table_key), store.profile(table_key)
    done = applying.apply(source, profile, folder, protection, key=key_of(case))
    return Outlook(
        done.n_rows_before,
        done.n_rows_after,
        done.touched,
        _risk(source, profile, protection),
        _risk(folder / "table.parquet", profile, protection),
    )


@lru_cache(maxsize=256)
def _outlook(table_key: str, protection: Protection, key: bytes) -> Outlook:
    store = originals()
    source, profile = store.table_path(table_key), store.profile(table_key)
    with bench() as db, applying.protected(db, source, profile, protection, key=key) as done:
        work, touched = done
        n_after, after = (
            work.n_rows,
            assess(work, protection.quasi, protection.sensitive, threshold=protection.k),
        )
        head = versions.first_rows(work, N_HEAD)
    before = _risk(source, profile, protection) if protection.steps else after
    return Outlook(profile["n_rows"], n_after, tuple(touched), before, after, tuple(head))


def _risk(path: Path, profile: dict[str, Any], protection: Protection) -> Risk | None:
    """The risk of a table version as it stands."""
    with bench() as db, applying.protected(db, path, profile, NOTHING) as (work, _):
        return assess(work, protection.quasi, protection.sensitive, threshold=protection.k)


@lru_cache(maxsize=256)
def _samples(table_key: str, steps: tuple[Step, ...], n: int, key: bytes) -> list[list[str]]:
    store = originals()
    path, profile = store.table_path(table_key), store.profile(table_key)
    return applying.samples(path, profile, steps, n, key=key)


@lru_cache(maxsize=256)
def _changes(before: str, table_key: str, protection: Protection, key: bytes) -> dict[str, Any]:
    store = originals()
    path, profile = store.table_path(table_key), store.profile(table_key)
    with bench() as db, applying.protected(db, path, profile, protection, key=key) as (work, _):
        return versions.changes(Path(before), work)
