"""Deeds upon the inventory: entries by hand, surveys, connections to databases."""

from odms.inventory.actions.connecting import ask_survey, keep_connection, remove_connection
from odms.inventory.actions.entries import add_entry, bring_back, change_entry, link, mark_gone
from odms.inventory.actions.importing import import_file
from odms.inventory.actions.surveying import record_review, take_in
from odms.inventory.actions.working import survey_by_night, survey_now, sweep, work_on

__all__ = [
    "add_entry",
    "ask_survey",
    "bring_back",
    "change_entry",
    "import_file",
    "keep_connection",
    "link",
    "mark_gone",
    "record_review",
    "remove_connection",
    "survey_by_night",
    "survey_now",
    "sweep",
    "take_in",
    "work_on",
]
