"""Deeds upon cases: from a delivery to an open dataset, by two people."""

from odms.publication.actions.answers import declare, record_evidence, record_figures, verify
from odms.publication.actions.approving import Together, Wanted, approve, approve_many
from odms.publication.actions.computing import compute_agency, compute_all, follow
from odms.publication.actions.deciding import (
    change_record,
    decide_columns,
    discard,
    recall,
    return_,
    submit,
    withdraw,
)
from odms.publication.actions.destroying import (
    cancel_destruction,
    confirm_destruction,
    finish_destruction,
    order_destruction,
)
from odms.publication.actions.dossiers import make_dossier
from odms.publication.actions.numbering import set_approval
from odms.publication.actions.opening import open_case
from odms.publication.actions.ordering import give_order, proceed, revoke_order
from odms.publication.actions.outlooks import announce_due, work_out
from odms.publication.actions.planning import (
    Weight,
    agree,
    assign,
    drop,
    hand_demand,
    move,
    propose_items,
    put_before_head,
    take_up,
    tend,
    weigh,
)
from odms.publication.actions.proposing import declare as declare_table
from odms.publication.actions.proposing import propose, redeclare, revise, undeclare
from odms.publication.actions.publishing import publish
from odms.publication.actions.quality import set_threshold
from odms.publication.actions.reminding import remind_updates
from odms.publication.actions.sweeping import sweep

__all__ = [
    "Together",
    "Wanted",
    "Weight",
    "agree",
    "announce_due",
    "approve",
    "approve_many",
    "assign",
    "cancel_destruction",
    "change_record",
    "compute_agency",
    "compute_all",
    "confirm_destruction",
    "decide_columns",
    "declare",
    "declare_table",
    "discard",
    "drop",
    "finish_destruction",
    "follow",
    "give_order",
    "hand_demand",
    "make_dossier",
    "move",
    "open_case",
    "order_destruction",
    "proceed",
    "propose",
    "propose_items",
    "publish",
    "put_before_head",
    "recall",
    "record_evidence",
    "record_figures",
    "redeclare",
    "remind_updates",
    "return_",
    "revise",
    "revoke_order",
    "set_approval",
    "set_threshold",
    "submit",
    "sweep",
    "take_up",
    "tend",
    "undeclare",
    "verify",
    "weigh",
    "withdraw",
    "work_out",
]
