"""Repairs: what mends a table, step by step, while it is read again from its raw bytes.

A recipe is an ordered list of steps, each a repair with its table, its column and its parameters.
The bytes stay as they came; each step changes what is read of them, and writes every change down:
row, column, before, after. To add a repair, write one module with `KIND`, `PARAMETERS`, its
function and its test values (`EXAMPLES`), add it to `KINDS`, name it in `messages/repairs.yaml`,
and name it under `repairs` of the findings that it mends.
"""

from odms.engine.repairs.applying import apply, chosen_by, is_mended, joined
from odms.engine.repairs.mending import Applied, Mending
from odms.engine.repairs.proposing import Proposal, one_click, proposals
from odms.engine.repairs.recipe import KINDS, Step, parse, repair_of, words

__all__ = [
    "KINDS",
    "Applied",
    "Mending",
    "Proposal",
    "Step",
    "apply",
    "chosen_by",
    "is_mended",
    "joined",
    "one_click",
    "parse",
    "proposals",
    "repair_of",
    "words",
]
