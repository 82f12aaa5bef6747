"""Reading voice: requests, feedback, answers to the questionnaire, and what they come to."""

from odms.voice.queries.feedback import (
    count_feedback,
    feedback_figures,
    get_feedback,
    list_feedback,
    useful_mean,
)
from odms.voice.queries.requests import (
    count_requests,
    get_request,
    list_requests,
    request_figures,
    waits_for,
)
from odms.voice.queries.surveys import count_answers, get_questionnaire, list_texts, results
from odms.voice.queries.visitors import address_of, mark_of

__all__ = [
    "address_of",
    "count_answers",
    "count_feedback",
    "count_requests",
    "feedback_figures",
    "get_feedback",
    "get_questionnaire",
    "get_request",
    "list_feedback",
    "list_requests",
    "list_texts",
    "mark_of",
    "request_figures",
    "results",
    "useful_mean",
    "waits_for",
]
