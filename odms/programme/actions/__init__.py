"""Writing the programme: taking the definitions up, milestones, targets, what the centre says of itself."""

from odms.programme.actions.indicators import declare_value, measure, set_target
from odms.programme.actions.networks import (
    add_outcome,
    add_step,
    ask_to_join,
    change_network,
    finish_step,
    move_network,
    move_partner,
    propose_network,
)
from odms.programme.actions.roadmap import (
    add_milestone,
    add_note,
    change_milestone,
    move_milestone,
)
from odms.programme.actions.seeding import take_up
from odms.programme.actions.training import (
    cancel_course,
    leave_course,
    note_attendance,
    note_headcount,
    offer_course,
    sign_up,
)

__all__ = [
    "add_milestone",
    "add_note",
    "add_outcome",
    "add_step",
    "ask_to_join",
    "cancel_course",
    "change_milestone",
    "change_network",
    "declare_value",
    "finish_step",
    "leave_course",
    "measure",
    "move_milestone",
    "move_network",
    "move_partner",
    "note_attendance",
    "note_headcount",
    "offer_course",
    "propose_network",
    "set_target",
    "sign_up",
    "take_up",
]
