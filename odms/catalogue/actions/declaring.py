"""Distributions that an agency announces before a file of theirs is released."""

from collections.abc import Mapping
from datetime import datetime
from itertools import count
from typing import Any

from django.db import transaction

from odms.catalogue.models import Dataset, Distribution
from odms.catalogue.rules import check_declared, slug_from
from odms.errors import Invalid
from odms.ledger import actions as ledger
from odms.ledger.rules import Actor, Subject
from odms.people.models import User
from odms.people.queries import actor_of, check_by
from odms.standards.record import read_value
from odms.standards.thai import has_national_id

_CHANGEABLE = ("title_th", "address", "source_format", "ckan_id", "extras")


@transaction.atomic
def declare(
    *,
    by: User | Actor,
    dataset: Dataset,
    title: str,
    at: datetime,
    address: str = "",
    source_format: str = "",
    ckan_id: str = "",
    extras: Mapping[str, Any] | None = None,
) -> Distribution:
    """Announce a table of a dataset, seen by its agency alone until a file of it is released.

    `extras` are texts by names of their giver's own. Raises Invalid for an address or title that
    cannot be one.
    """
    check_by(by, "case.edit", dataset.agency_id)
    ledger.take_turn()
    known = list(dataset.distributions.values_list("slug", "position"))
    distribution = Distribution(
        dataset=dataset,
        position=max((position for _, position in known), default=-1) + 1,
        is_declared=True,
        **_read(
            {
                "title_th": title,
                "address": address,
                "source_format": source_format,
                "ckan_id": ckan_id,
                "extras": extras or {},
            }
        ),
    )
    distribution.slug = _free(distribution.title_th, {slug for slug, _ in known})
    distribution.title_th = distribution.title_th or distribution.slug
    distribution.save(force_insert=True)
    _record(by, "dataset.table-declared", distribution, at)
    return distribution


@transaction.atomic
def redeclare(
    *, by: User | Actor, distribution: Distribution, changes: Mapping[str, Any], at: datetime
) -> Distribution:
    """Say otherwise what was declared: title_th, address, source_format, extras. Raises Invalid, and
    Conflict once a file was released."""
    distribution = _checked(by, distribution)
    changed = {
        name: value
        for name, value in _read(changes).items()
        if value and value != getattr(distribution, name)
    }
    if changed:
        Distribution.objects.filter(pk=distribution.pk).update(**changed)
        _record(by, "dataset.table-declared", distribution, at)
    distribution.refresh_from_db()
    return distribution


@transaction.atomic
def undeclare(*, by: User | Actor, distribution: Distribution, at: datetime) -> None:
    """Take an announcement back. Raises Conflict once a file was released."""
    distribution = _checked(by, distribution)
    _record(by, "dataset.table-undeclared", distribution, at)
    distribution.delete()


def _checked(by: User | Actor, distribution: Distribution) -> Distribution:
    check_by(by, "case.edit", distribution.dataset.agency_id)
    found = Distribution.objects.select_related("dataset").select_for_update(of=("self",))
    distribution = found.get(pk=distribution.pk)
    check_declared(name=distribution.title_th, is_declared=distribution.is_declared)
    return distribution


def _read(given: Mapping[str, Any]) -> dict[str, Any]:
    read = {name: given[name] for name in _CHANGEABLE if name in given}
    if "address" in read:
        read["address"] = read_value("url", read["address"])
    if "title_th" in read:
        read["title_th"] = read_value("title_th", read["title_th"])
        if has_national_id(read["title_th"]):
            raise Invalid("standards.national_id", item="name")
    if "extras" in read:
        read["extras"] = read_value("extras", read["extras"])
        if any(has_national_id(text) for text in read["extras"].values()):
            raise Invalid("standards.national_id", item="extras")
    if "source_format" in read:
        read["source_format"] = read["source_format"].strip().lower()[:20]
    return read


def _free(title: str, taken: set[str]) -> str:
    base = slug_from(title.rsplit(".", 1)[0]) or "table"
    names = (base if n == 1 and base != "table" else f"{base}-{n}" for n in count(1))
    return next(name for name in names if name not in taken)


def _record(by: User | Actor, verb: str, distribution: Distribution, at: datetime) -> None:
    facts: dict[str, Any] = {"distribution_id": distribution.id, "slug": distribution.slug}
    ledger.record(
        by=actor_of(by),
        verb=verb,
        subject=Subject("dataset", distribution.dataset_id),
        at=at,
        agency_id=distribution.dataset.agency_id,
        facts=facts,
    )
