"""Deeds of health: knowing what to ask, asking it in turn, telling what broke, scoring datasets."""

from odms.health.actions.checking import check_due
from odms.health.actions.evidence import hand_evidence
from odms.health.actions.following import follow
from odms.health.actions.listing import list_links, list_up
from odms.health.actions.mirroring import mirror, mirror_due, wish
from odms.health.actions.scoring import score, score_all

__all__ = [
    "check_due",
    "follow",
    "hand_evidence",
    "list_links",
    "list_up",
    "mirror",
    "mirror_due",
    "score",
    "score_all",
    "wish",
]
