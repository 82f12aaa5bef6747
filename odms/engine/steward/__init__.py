"""The steward's report: what became of a delivered file, verdict first, as one plain structure.

It is put together from what was kept when the file was read (its report and the profiles of its
tables), so that nothing is computed from rows again. Pages, PDF, workbook and JSON show the same
structure, whose shape is `docs/reference/report.schema.json`.
"""

from odms.engine.steward.compose import Decided, compose, unreadable

__all__ = ["Decided", "compose", "unreadable"]
