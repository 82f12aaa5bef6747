"""Reading voice: requests, feedback, surveys, and what they come to."""

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
from odms.voice.queries.surveys import (
    count_answers,
    count_answers_of,
    current_questionnaire,
    find_survey,
    get_own_survey,
    get_questionnaire,
    get_survey,
    list_files,
    list_surveys,
    list_texts,
    reported,
    results,
    satisfaction,
    satisfaction_by_agency,
)
from odms.voice.queries.visitors import address_of, mark_of

__all__ = [
    "address_of",
    "count_answers",
    "count_answers_of",
    "count_feedback",
    "count_requests",
    "current_questionnaire",
    "feedback_figures",
    "find_survey",
    "get_feedback",
    "get_own_survey",
    "get_questionnaire",
    "get_request",
    "get_survey",
    "list_feedback",
    "list_files",
    "list_requests",
    "list_surveys",
    "list_texts",
    "mark_of",
    "reported",
    "request_figures",
    "results",
    "satisfaction",
    "satisfaction_by_agency",
    "useful_mean",
    "waits_for",
]
