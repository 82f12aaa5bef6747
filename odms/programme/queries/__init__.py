"""Reading the programme: strands and policies, the roadmap, indicators, the gap to the OECD."""

from odms.programme.queries.indicators import (
    Dimension,
    Oecd,
    course,
    get_indicator,
    list_indicators,
    list_oecd,
)
from odms.programme.queries.roadmap import (
    get_milestone,
    list_agencies_of_bodies,
    list_bodies,
    list_gaps,
    list_milestones,
    list_parts,
    list_steps,
    program_definition,
)

__all__ = [
    "Dimension",
    "Oecd",
    "course",
    "get_indicator",
    "get_milestone",
    "list_agencies_of_bodies",
    "list_bodies",
    "list_gaps",
    "list_indicators",
    "list_milestones",
    "list_oecd",
    "list_parts",
    "list_steps",
    "program_definition",
]
