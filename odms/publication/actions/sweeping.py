"""What nobody was told of, or what was forgotten, is found again."""

import logging
from datetime import datetime

from django.db import transaction

from odms.errors import Conflict
from odms.intake.models import Delivery
from odms.ledger.rules import SYSTEM
from odms.publication.actions.destroying import finish_destruction
from odms.publication.actions.opening import open_case
from odms.publication.actions.ordering import announce_update
from odms.publication.actions.outlooks import announce_due
from odms.publication.actions.steps import announce, locked, move
from odms.publication.models import Case, Destruction
from odms.publication.queries import list_orphans, list_unopened, list_unpublished
from odms.publication.queries.destruction import list_unfinished
from odms.publication.queries.updates import list_uncompared
from odms.publication.rules import TRANSITIONS

log = logging.getLogger(__name__)


def sweep(*, at: datetime) -> int:
    """Do what news of intake asked for, also where it was missed; how many cases were touched.

    Opens a case for what was read, gives up drafts whose delivery was taken back, and announces
    again what was approved and forgotten, what waits to be worked out or to be compared, and ends
    what is being destroyed. Trouble with one case is logged and stops no other.
    """
    opened = [_opened(delivery, at) for delivery in list_unopened()]
    orphans = [_orphan_discarded(case, at) for case in list_orphans()]
    waiting = list_unpublished(at=at)
    for case_id in waiting:
        announce(case_id)
    announce_due(at=at)
    for case_id in list_uncompared():
        announce_update(case_id)
    for destruction in list_unfinished():
        _finished(destruction, at)
    return sum(opened) + sum(orphans) + len(waiting)


def _opened(delivery: Delivery, at: datetime) -> bool:
    try:
        open_case(by=SYSTEM, delivery=delivery, at=at)
    except Conflict:
        # another case of its dataset is before the approver; the file waits for its end
        return False
    except Exception:
        log.exception("no case could be opened for delivery %s", delivery.id)
        return False
    return True


def _finished(destruction: Destruction, at: datetime) -> None:
    try:
        finish_destruction(destruction=destruction, at=at)
    except Exception:
        log.exception("destruction %s could not be finished", destruction.id)


@transaction.atomic
def _orphan_discarded(case: Case, at: datetime) -> bool:
    case = locked(case)
    if case.state in TRANSITIONS["discard"].before:
        move("discard", SYSTEM, case, at, {})
    return True
