"""Deeds upon cases: from a delivery to an open dataset, by two people."""

from odms.publication.actions.answers import declare, record_evidence, record_figures, verify
from odms.publication.actions.computing import compute_agency, compute_all, follow
from odms.publication.actions.deciding import (
    approve,
    change_record,
    discard,
    recall,
    return_,
    submit,
    withdraw,
)
from odms.publication.actions.dossiers import make_dossier
from odms.publication.actions.opening import open_case
from odms.publication.actions.outlooks import announce_due, work_out
from odms.publication.actions.publishing import publish
from odms.publication.actions.sweeping import sweep

__all__ = [
    "announce_due",
    "approve",
    "change_record",
    "compute_agency",
    "compute_all",
    "declare",
    "discard",
    "follow",
    "make_dossier",
    "open_case",
    "publish",
    "recall",
    "record_evidence",
    "record_figures",
    "return_",
    "submit",
    "sweep",
    "verify",
    "withdraw",
    "work_out",
]
