"""Tables of the programme: parts, bodies, milestones with notes, indicators with their course."""

from odms.programme.models.indicators import Indicator, IndicatorValue
from odms.programme.models.roadmap import Body, Lead, Milestone, Note, Part

__all__ = ["Body", "Indicator", "IndicatorValue", "Lead", "Milestone", "Note", "Part"]
