"""Deeds of voice: asking and answering, voting, giving feedback, surveys and what they are answered."""

from odms.voice.actions.answering import answer_survey
from odms.voice.actions.appeals import appeal_request, overturn_refusal, uphold_refusal
from odms.voice.actions.feedback import answer_feedback, give_feedback, resolve_feedback
from odms.voice.actions.importing import import_answers
from odms.voice.actions.questions import accept_answer, answer_question, ask_question
from odms.voice.actions.requests import (
    answer_request,
    assign_request,
    decline_request,
    make_request,
    merge_request,
    publish_request,
    sort_request,
    take_request,
    vote,
)
from odms.voice.actions.showcases import (
    look_at_links,
    publish_showcase,
    refuse_showcase,
    submit_showcase,
    withdraw_showcase,
)
from odms.voice.actions.surveys import (
    change_survey,
    close_ended,
    close_survey,
    make_survey,
    open_questionnaire,
    open_survey,
    renew_survey,
)
from odms.voice.actions.visitors import forget_senders

__all__ = [
    "accept_answer",
    "answer_feedback",
    "answer_question",
    "answer_request",
    "answer_survey",
    "appeal_request",
    "ask_question",
    "assign_request",
    "change_survey",
    "close_ended",
    "close_survey",
    "decline_request",
    "forget_senders",
    "give_feedback",
    "import_answers",
    "look_at_links",
    "make_request",
    "make_survey",
    "merge_request",
    "open_questionnaire",
    "open_survey",
    "overturn_refusal",
    "publish_request",
    "publish_showcase",
    "refuse_showcase",
    "renew_survey",
    "resolve_feedback",
    "sort_request",
    "submit_showcase",
    "take_request",
    "uphold_refusal",
    "vote",
    "withdraw_showcase",
]
