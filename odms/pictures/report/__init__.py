"""The steward's report for people: put into words once, then drawn as a page or on paper.

`worded` turns the report, as `odms.engine.steward` composes it, into a Document in one language;
`page`, `body`, `lines` and `pdf` draw the same Document.
"""

from odms.pictures.report.document import Document
from odms.pictures.report.html import blocks, body, head, page
from odms.pictures.report.lines import lines
from odms.pictures.report.pdf import pdf
from odms.pictures.report.words import quality_blocks, table_title, worded

VERSION = 2  # of the drawings; to be raised when one of them changes

__all__ = [
    "VERSION",
    "Document",
    "blocks",
    "body",
    "head",
    "lines",
    "page",
    "pdf",
    "quality_blocks",
    "table_title",
    "worded",
]
