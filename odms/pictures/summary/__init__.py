"""The executive summary of a year for people: a document in words, drawn as a page or on paper."""

from odms.pictures.summary.document import Document
from odms.pictures.summary.html import body, page
from odms.pictures.summary.pdf import pdf
from odms.pictures.summary.plain import text

__all__ = ["Document", "body", "page", "pdf", "text"]
