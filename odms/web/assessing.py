"""Assessment as pages tell it: bands, answers and marks in words."""

from odms.assessment import queries
from odms.assessment.chapter import SATISFACTION
from odms.web.told import language


def band_words(code: str, framework: str = SATISFACTION) -> str:
    """The name of a band of a framework in the language of the page."""
    for one in queries.get_framework(framework).bands:
        if one["code"] == code:
            return str(one[language()])
    return ""
