"""Deeds of usage: writing a use down, taking the journal up, handing the figures on, forgetting."""

from odms.usage.actions.forgetting import forget
from odms.usage.actions.handing import hand_evidence
from odms.usage.actions.noting import note
from odms.usage.actions.taking import take_up

__all__ = ["forget", "hand_evidence", "note", "take_up"]
