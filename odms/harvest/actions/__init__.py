"""Deeds of harvest: sources come and go, runs are asked for, worked off, ended."""

from odms.harvest.actions.running import ask_due, ask_run, cancel, resume, sweep, tidy
from odms.harvest.actions.sources import agency_for, change, keep_by_hand, move, preview, propose
from odms.harvest.actions.working import harvest_now, work_on

__all__ = [
    "agency_for",
    "ask_due",
    "ask_run",
    "cancel",
    "change",
    "harvest_now",
    "keep_by_hand",
    "move",
    "preview",
    "propose",
    "resume",
    "sweep",
    "tidy",
    "work_on",
]
