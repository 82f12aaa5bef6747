"""Deeds upon deliveries: receive the bytes, have them read, decide about columns."""

from odms.intake.actions.deciding import (
    carry_decisions,
    choose_protection,
    choose_tables,
    decide_column,
    decide_columns,
    discard,
    seal,
)
from odms.intake.actions.receiving import receive, receive_from
from odms.intake.actions.working import sweep, tidy, work_on

__all__ = [
    "carry_decisions",
    "choose_protection",
    "choose_tables",
    "decide_column",
    "decide_columns",
    "discard",
    "receive",
    "receive_from",
    "seal",
    "sweep",
    "tidy",
    "work_on",
]
