"""The executive summary of a year: its figures held against an earlier year, what follows from them by
stated rules, and the guideline's own chapters. Pure.

`compose` makes the document that machines read, `worded` puts it into words of one language, which
`odms.pictures.summary` draws.
"""

from odms.assessment.report.compose import State, compose
from odms.assessment.report.words import worded

__all__ = ["State", "compose", "worded"]
