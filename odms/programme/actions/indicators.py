"""Deeds upon indicators: their targets, what the centre says of itself, and measuring them."""

from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate

from odms.errors import Conflict, Invalid
from odms.ledger import actions as ledger
from odms.ledger.rules import SYSTEM, Actor, Subject, as_fact
from odms.people.models import User
from odms.people.queries import actor_of, check_by
from odms.programme.models import Indicator, IndicatorValue
from odms.programme.queries.measuring import Measured, Measuring
from odms.programme.rules import checked_text, checked_url, checked_value

_DEED = "programme.edit"


@transaction.atomic
def set_target(
    *,
    by: User | Actor,
    indicator: Indicator,
    target: float | None,
    target_year: int | None = None,
    at: datetime,
) -> Indicator:
    """Say which value is aimed at, and by which year of the Buddhist era; None: none any more."""
    check_by(by, _DEED)
    indicator = _locked(indicator)
    indicator.target = checked_value(indicator.unit, target)
    indicator.target_year = target_year if target is not None else None
    indicator.save(update_fields=["target", "target_year"])
    facts = {"target": target, "year": indicator.target_year}
    _enter(by, "indicator.targeted", indicator.code, at, facts)
    return indicator


@transaction.atomic
def declare_value(
    *, by: User, indicator: Indicator, value: float | None, note: str, url: str = "", at: datetime
) -> Indicator:
    """Say where the centre stands, with evidence, where nothing is computed; None: say it no more.

    Raises Conflict for what is computed, Invalid without evidence.
    """
    check_by(by, _DEED)
    indicator = _locked(indicator)
    if indicator.value is not None and value is not None:
        raise Conflict("programme.is_computed")
    note, url = checked_text("note", note), checked_url("url", url)
    if value is not None and not (note or url):
        raise Invalid("programme.needs_evidence", item="note")
    indicator.declared = checked_value(indicator.unit, value)
    indicator.declared_note, indicator.declared_url = note, url
    indicator.declared_by, indicator.declared_at = by, at
    indicator.save()
    facts = {"value": value, "note": note, "url": url}
    _enter(by, "indicator.declared", indicator.code, at, facts)
    return indicator


@transaction.atomic
def measure(*, at: datetime) -> dict[str, float | None]:
    """Compute every indicator anew; which came to another value, and to which."""
    measuring, changed = Measuring(at), {}
    for indicator in Indicator.objects.select_for_update(no_key=True).order_by("position"):
        told = measuring.measure(indicator.source)
        if indicator.measured_at is None or told.value != indicator.value:
            changed[indicator.code] = told.value
            _keep(indicator, told, at)
        indicator.value, indicator.n, indicator.of = told.value, told.n, told.of
        indicator.measured_at = at
        indicator.save(update_fields=["value", "n", "of", "measured_at"])
    if changed:
        _enter(SYSTEM, "indicators.measured", "all", at, {"values": changed})
    return changed


def _keep(indicator: Indicator, told: Measured, at: datetime) -> None:
    IndicatorValue.objects.update_or_create(
        indicator=indicator,
        day=localdate(at),
        defaults={"value": told.value, "n": told.n, "of": told.of},
    )


def _locked(indicator: Indicator) -> Indicator:
    return Indicator.objects.select_for_update(no_key=True).get(pk=indicator.pk)


def _enter(by: User | Actor, verb: str, code: str, at: datetime, facts: dict[str, object]) -> None:
    ledger.record(
        by=actor_of(by), verb=verb, subject=Subject("indicator", code), at=at, facts=as_fact(facts)
    )
