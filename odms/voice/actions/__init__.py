"""Deeds of voice: asking and answering, voting, giving feedback, filling in the questionnaire."""

from odms.voice.actions.feedback import answer_feedback, give_feedback, resolve_feedback
from odms.voice.actions.requests import (
    answer_request,
    assign_request,
    decline_request,
    make_request,
    publish_request,
    take_request,
    vote,
)
from odms.voice.actions.surveys import answer_survey
from odms.voice.actions.visitors import forget_senders

__all__ = [
    "answer_feedback",
    "answer_request",
    "answer_survey",
    "assign_request",
    "decline_request",
    "forget_senders",
    "give_feedback",
    "make_request",
    "publish_request",
    "resolve_feedback",
    "take_request",
    "vote",
]
