"""Tables of the programme: parts, bodies, milestones with notes, indicators with their course,
networks of partners, training."""

from odms.programme.models.indicators import Indicator, IndicatorValue
from odms.programme.models.networks import Network, NetworkStep, Outcome, Partner
from odms.programme.models.roadmap import Body, Lead, Milestone, Note, Part
from odms.programme.models.training import Course, Headcount, SignUp

__all__ = [
    "Body",
    "Course",
    "Headcount",
    "Indicator",
    "IndicatorValue",
    "Lead",
    "Milestone",
    "Network",
    "NetworkStep",
    "Note",
    "Outcome",
    "Part",
    "Partner",
    "SignUp",
]
