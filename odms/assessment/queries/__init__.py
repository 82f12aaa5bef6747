"""Reading assessment: frameworks, answers to them, what they come to, and cycles.

Stable names for other rooms: `get_framework(code)`, `list_frameworks()`.
"""

from odms.assessment.frameworks import get_framework, list_frameworks

__all__ = ["get_framework", "list_frameworks"]
