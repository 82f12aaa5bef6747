"""Deeds upon deliveries: receive the bytes, have them read, decide about columns."""

from odms.intake.actions.deciding import (
    carry_decisions,
    choose_protection,
    choose_tables,
    decide_column,
    decide_columns,
    discard,
    propose_recipe,
    seal,
)
from odms.intake.actions.destroying import Gone, destroy, destroy_files
from odms.intake.actions.fetching import ask_for, fetch, sweep_fetches
from odms.intake.actions.mending import repair, undo_repair
from odms.intake.actions.mirroring import Mirrored, Origin, destroy_mirrored, take_in_mirrored
from odms.intake.actions.outlooks import finish_outlook, take_outlook
from odms.intake.actions.receiving import receive, receive_from
from odms.intake.actions.working import sweep, tidy, work_on

__all__ = [
    "Gone",
    "Mirrored",
    "Origin",
    "ask_for",
    "carry_decisions",
    "choose_protection",
    "choose_tables",
    "decide_column",
    "decide_columns",
    "destroy",
    "destroy_files",
    "destroy_mirrored",
    "discard",
    "fetch",
    "finish_outlook",
    "propose_recipe",
    "receive",
    "receive_from",
    "repair",
    "seal",
    "sweep",
    "sweep_fetches",
    "take_in_mirrored",
    "take_outlook",
    "tidy",
    "undo_repair",
    "work_on",
]
