"""Deeds upon networks: proposed by anyone who signed in, begun by the centre, led by their owner."""

import re
from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from django.db import transaction

from odms.catalogue.models import Dataset
from odms.definitions import national
from odms.errors import Conflict, Invalid
from odms.ledger import actions as ledger
from odms.ledger.rules import Subject, new_id
from odms.people import actions as people
from odms.people.models import Agency, User
from odms.people.queries import check_by
from odms.programme.models import Network, NetworkStep, Outcome, Partner
from odms.programme.rules import checked_line, checked_text, checked_url
from odms.programme.rules.together import (
    NETWORK_MOVES,
    PARTNER_MOVES,
    check_manages,
    check_move,
    check_running,
    checked_goals,
    checked_kind,
)
from odms.voice.models import Showcase


@transaction.atomic
def propose_network(
    *,
    by: User,
    title_th: str,
    problem: str,
    goals: Collection[str] = (),
    title_en: str = "",
    agency: Agency | None = None,
    call: str = "",
    at: datetime,
) -> Network:
    """Propose to work on a problem together; the centre decides, and the proposer owns it."""
    check_by(by, "network.propose")
    if not (problem := checked_text("problem", problem)):
        raise Invalid("programme.missing", item="problem")
    id = new_id()
    english = re.sub(r"[^a-z0-9]+", "-", title_en.lower()).strip("-")[:40]
    network = Network.objects.create(
        id=id,
        slug=f"{english or 'network'}-{id[-6:].lower()}",
        title_th=checked_line("title_th", title_th),
        title_en=" ".join(title_en.split())[:300],
        problem=problem,
        goals=checked_goals(goals, [one["code"] for one in national("sdgs.yaml")]),
        owner=by,
        agency=agency,
        call=checked_text("call", call),
        proposed_at=at,
    )
    _enter(by, "network.proposed", network, at, {"title": network.title_th})
    for admin in User.objects.filter(is_active=True, is_centre_admin=True):
        _tell(admin, "programme.notice.network_proposed", network, at)
    return network


@transaction.atomic
def move_network(
    *, by: User, network: Network, deed: str, reason: str = "", at: datetime
) -> Network:
    """Let a network begin or decline it, for the centre; end it, for its owner too."""
    network = _locked(network)
    if deed == "end":
        _check_manages(by, network)
    else:
        check_by(by, "network.approve")
    reason = checked_text("reason", reason)
    move = check_move(NETWORK_MOVES, deed, state=network.state, reason=reason)
    network.state, network.reason = move.after, reason
    network.approved_at = at if deed == "approve" else network.approved_at
    network.ended_at = at if deed == "end" else None
    network.is_calling = network.is_calling and move.after == "running"
    network.save()
    _enter(by, move.verb, network, at, {"reason": reason} if reason else {})
    if by.id != network.owner_id:
        _tell(network.owner, f"programme.notice.network_{network.state}", network, at)
    return network


@transaction.atomic
def change_network(
    *,
    by: User,
    network: Network,
    problem: str,
    call: str = "",
    is_calling: bool,
    datasets: Collection[Dataset] = (),
    at: datetime,
) -> Network:
    """Say anew what the problem is, whether partners are looked for, and which datasets are used.

    Raises Invalid for a dataset that is not public.
    """
    network = _managed(by, network)
    if hidden := [one.slug for one in datasets if one.state != "published"]:
        raise Invalid("programme.dataset_not_public", item="datasets", slug=hidden[0])
    network.problem = checked_text("problem", problem) or network.problem
    network.call, network.is_calling = checked_text("call", call), is_calling
    network.save()
    network.datasets.set(datasets)
    facts = {"is_calling": is_calling, "datasets": sorted(one.slug for one in datasets)}
    _enter(by, "network.changed", network, at, facts)
    return network


@transaction.atomic
def ask_to_join(
    *,
    by: User,
    network: Network,
    name: str,
    kind: str,
    role: str,
    agency: Agency | None = None,
    at: datetime,
) -> Partner:
    """Ask to become a partner, with what one brings. Raises Conflict where none is looked for."""
    check_by(by, "network.join")
    network = _locked(network)
    check_running(network.state)
    if not network.is_calling:
        raise Conflict("programme.no_call")
    name = checked_line("name", agency.name_th if agency else name)
    if network.partners.filter(name=name, state__in=("asked", "joined")).exists():
        raise Conflict("programme.partner_already", name=name)
    partner = Partner.objects.create(
        network=network,
        name=name,
        kind=checked_kind("agency" if agency else kind),
        role=checked_line("role", role),
        agency=agency,
        user=by,
        asked_at=at,
    )
    _enter(by, "network.partner-asked", network, at, {"name": name, "kind": partner.kind})
    if by.id != network.owner_id:
        _tell(network.owner, "programme.notice.partner_asked", network, at)
    return partner


@transaction.atomic
def move_partner(
    *, by: User, partner: Partner, deed: str, reason: str = "", at: datetime
) -> Partner:
    """Let a partner in or not, for the network's owner; leave it, for the partner too."""
    network = _locked(partner.network)
    partner = Partner.objects.select_for_update(no_key=True, of=("self",)).get(pk=partner.pk)
    if not (deed == "leave" and partner.user_id == by.id):
        _check_manages(by, network)
    reason = checked_text("reason", reason)
    move = check_move(PARTNER_MOVES, deed, state=partner.state, reason=reason)
    partner.state, partner.reason, partner.decided_at = move.after, reason, at
    partner.save()
    facts = {"name": partner.name} | ({"reason": reason} if reason else {})
    _enter(by, move.verb, network, at, facts)
    if partner.user is not None and partner.user_id != by.id:
        _tell(partner.user, f"programme.notice.partner_{partner.state}", network, at)
    return partner


@transaction.atomic
def add_step(
    *, by: User, network: Network, title: str, due_date: date | None = None, at: datetime
) -> NetworkStep:
    """Add a milestone to a network."""
    network = _managed(by, network)
    step = NetworkStep.objects.create(
        network=network, title=checked_line("title", title), due_date=due_date
    )
    _enter(by, "network.step-added", network, at, {"title": step.title})
    return step


@transaction.atomic
def finish_step(*, by: User, step: NetworkStep, evidence: str, at: datetime) -> NetworkStep:
    """Say that a milestone is reached, with the evidence."""
    network = _managed(by, step.network)
    if not (evidence := checked_text("evidence", evidence)):
        raise Invalid("programme.needs_evidence", item="evidence")
    step.evidence, step.done_at = evidence, at
    step.save()
    _enter(by, "network.step-done", network, at, {"title": step.title, "evidence": evidence})
    return step


@transaction.atomic
def add_outcome(
    *,
    by: User,
    network: Network,
    title: str,
    about: str = "",
    url: str = "",
    showcase: Showcase | None = None,
    at: datetime,
) -> Outcome:
    """Tell what came of a network, and where it can be seen: a page, or a reuse that is public here."""
    network = _managed(by, network)
    if showcase is not None and showcase.state != "public":
        raise Invalid("programme.showcase_not_public", item="showcase")
    outcome = Outcome.objects.create(
        network=network,
        title=checked_line("title", title),
        about=checked_text("about", about),
        url=checked_url("url", url),
        showcase=showcase,
        at=at,
    )
    _enter(by, "network.outcome", network, at, {"title": outcome.title, "url": outcome.url})
    return outcome


def _managed(by: User, network: Network) -> Network:
    """The network, locked, if it is at work and this person manages it."""
    network = _locked(network)
    _check_manages(by, network)
    check_running(network.state)
    return network


def _check_manages(by: User, network: Network) -> None:
    check_by(by, "network.edit")
    check_manages(by.id, owner_id=network.owner_id, is_admin=by.is_centre_admin)


def _locked(network: Network) -> Network:
    found = Network.objects.select_for_update(no_key=True, of=("self",))
    return found.select_related("owner", "agency").get(pk=network.pk)


def _tell(user: User, code: str, network: Network, at: datetime) -> None:
    people.notify(
        user=user,
        code=code,
        facts={"title": network.title_th},
        path=f"/networks/{network.slug}",
        at=at,
    )


def _enter(by: User, verb: str, network: Network, at: datetime, facts: dict[str, Any]) -> None:
    ledger.record(
        by=by.actor,
        verb=verb,
        subject=Subject("network", network.id),
        at=at,
        agency_id=network.agency_id or "",
        facts=facts,
    )
