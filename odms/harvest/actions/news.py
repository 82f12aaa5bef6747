"""What harvest writes into the ledger, and whom it tells."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from odms.harvest.models import Source
from odms.harvest.rules import NOTICES
from odms.ledger import actions as ledger
from odms.ledger.rules import Actor, Subject
from odms.people import actions as people
from odms.people.models import User
from odms.people.queries import actor_of, list_holders


def enter(by: User | Actor, verb: str, source: Source, at: datetime, facts: dict[str, Any]) -> None:
    """Write down a deed upon a source, or upon a run over it."""
    ledger.record(
        by=actor_of(by),
        verb=verb,
        subject=Subject("source", source.id),
        at=at,
        agency_id=source.agency_id,
        facts={"name": source.name} | facts,
    )


def tell(deed: str, source: Source, at: datetime, path: str = "", **facts: Any) -> None:
    """Tell a deed to whom the table of notices names, each person once."""
    news = NOTICES.get(deed)
    if news is None:
        return
    hearers = {user.pk: user for part in news.to for user in _hearers(part, source, at)}
    for user in hearers.values():
        people.notify(
            user=user,
            code=news.code,
            facts={"name": source.name, "agency": source.agency.name_th} | facts,
            path=path or f"/desk/harvest/{source.id}",
            at=at,
        )


def _hearers(part: str, source: Source, at: datetime) -> Iterable[User]:
    if part == "proposer":
        return [source.proposed_by] if source.proposed_by else []
    return list_holders(source.agency, part, at=at)
