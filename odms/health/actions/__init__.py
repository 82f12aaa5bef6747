"""Deeds of health: knowing what to ask, asking it in turn, telling what broke, scoring datasets."""

from odms.health.actions.checking import check_due, hand_evidence, list_up
from odms.health.actions.scoring import follow, score, score_all

__all__ = ["check_due", "follow", "hand_evidence", "list_up", "score", "score_all"]
