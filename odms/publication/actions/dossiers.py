"""Making the dossier of an agency."""

from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from odms.ledger import actions as ledger
from odms.ledger.rules import Subject
from odms.people.models import Agency, User
from odms.people.queries import actor_of, check_by
from odms.publication import answering
from odms.publication.queries.dossier import write_dossier


@transaction.atomic
def make_dossier(*, by: User, agency: Agency, out: Path, at: datetime) -> dict[str, Any]:
    """Write the signed dossier of an agency to the file `out`; its manifest. Raises Forbidden."""
    check_by(by, "dossier.make", agency.id)
    # nobody writes the ledger meanwhile, so that answers and entries tell of the same moment
    ledger.take_turn()
    manifest = write_dossier(agency, out, by=by, at=at)
    ledger.record(
        by=actor_of(by),
        verb="dossier.made",
        subject=Subject("agency", agency.id),
        at=at,
        agency_id=agency.id,
        facts={"up_to": manifest["head"]["seq"], "digest": answering.digest(manifest)},
    )
    return manifest
