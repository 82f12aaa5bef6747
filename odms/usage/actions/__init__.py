"""Deeds of usage: writing a use down, taking the journal up, counting logs of
others, handing the figures on, forgetting."""

from odms.usage.actions.forgetting import forget
from odms.usage.actions.handing import hand_evidence
from odms.usage.actions.importing import count_log, count_logs, receive_log, try_log
from odms.usage.actions.noting import note
from odms.usage.actions.taking import take_up

__all__ = [
    "count_log",
    "count_logs",
    "forget",
    "hand_evidence",
    "note",
    "receive_log",
    "take_up",
    "try_log",
]
