"""Deeds upon outlets: keep one, push to it, decide what a conflict there comes to."""

from odms.outlets.actions.deciding import decide
from odms.outlets.actions.keeping import keep_outlet, remove_outlet
from odms.outlets.actions.working import ask_push, push_by_night, push_now, sweep, work_on

__all__ = [
    "ask_push",
    "decide",
    "keep_outlet",
    "push_by_night",
    "push_now",
    "remove_outlet",
    "sweep",
    "work_on",
]
