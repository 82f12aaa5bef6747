"""Writing the programme: taking the definitions up, milestones, targets, what the centre says of itself."""

from odms.programme.actions.indicators import declare_value, measure, set_target
from odms.programme.actions.roadmap import (
    add_milestone,
    add_note,
    change_milestone,
    move_milestone,
)
from odms.programme.actions.seeding import take_up

__all__ = [
    "add_milestone",
    "add_note",
    "change_milestone",
    "declare_value",
    "measure",
    "move_milestone",
    "set_target",
    "take_up",
]
