"""The sign and the words of every state that the desk shows; a test holds them against the rooms."""

from typing import Any, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from odms.web.told import words

Words = str | Promise


class Badge(NamedTuple):
    """A state's sign (`ok`, `up`, `no`, `na` or none) and its words."""

    state: str
    words: Words


# the sign of each state; its words stand in `definitions/messages`
DELIVERY_SIGNS = {
    "received": "",
    "reading": "",
    "read": "ok",
    "failed": "no",
    "discarded": "na",
    "destroyed": "na",
}
CASE_SIGNS = {
    "draft": "up",
    "submitted": "",
    "approved": "",
    "published": "ok",
    "withdrawn": "na",
    "discarded": "na",
}
APPLICATION_SIGNS = {"submitted": "up", "more-asked": "", "verified": "ok", "refused": "no"}
SURVEY_SIGNS = {"waiting": "", "running": "", "done": "ok", "failed": "no"}
LOG_SIGNS = {"waiting": "", "counted": "ok", "refused": "no"}
PUSH_SIGNS = {"waiting": "", "running": "", "done": "ok", "failed": "no"}
RECORD_SIGNS = {
    "new": "",
    "sent": "ok",
    "refused": "no",
    "conflict": "up",
    "left-out": "na",
    "withdrawn": "na",
}
DATASET_SIGNS = {"draft": "", "published": "ok", "withdrawn": "na"}

REQUEST_SIGNS = {
    "new": "up",
    "at-agency": "",
    "overturned": "up",
    "answered": "ok",
    "published": "ok",
    "merged": "na",
    "declined": "na",
    "appealed": "up",
    "upheld": "na",
}
FEEDBACK_SIGNS = {"open": "up", "answered": "", "resolved": "ok"}

SHOWCASE_SIGNS = {"submitted": "up", "public": "ok", "refused": "na", "withdrawn": "na"}

VOICE_SURVEY_SIGNS = {"draft": "up", "open": "ok", "closed": "na"}

PLAN_SIGNS = {"proposed": "", "planned": "up", "published": "ok", "dropped": "na"}

SOURCE_SIGNS = {"proposed": "up", "approved": "ok", "paused": "na", "declined": "no", "ended": "na"}
RUN_SIGNS = {"waiting": "", "running": "", "done": "ok", "failed": "no", "cancelled": "na"}

LACK_BADGES = {
    "error": Badge("up", gettext_lazy("Needed")),
    "warning": Badge("", gettext_lazy("Advice")),
    "info": Badge("", gettext_lazy("Note")),
}


def delivery_badge(delivery: Any) -> Badge:
    """Where a delivery stands."""
    return Badge(DELIVERY_SIGNS[delivery.state], words(f"intake.state.{delivery.state}"))


def case_badge(case: Any) -> Badge:
    """Where a case stands."""
    return Badge(CASE_SIGNS[case.state], words(f"publication.state.{case.state}"))


def dataset_badge(dataset: Any) -> Badge:
    """Where a dataset stands."""
    return Badge(DATASET_SIGNS[dataset.state], words(f"catalogue.state.{dataset.state}"))


def request_badge(request: Any) -> Badge:
    """Where a request for data stands."""
    return Badge(REQUEST_SIGNS[request.state], words(f"voice.request.{request.state}"))


def feedback_badge(feedback: Any) -> Badge:
    """Where a piece of feedback stands."""
    return Badge(FEEDBACK_SIGNS[feedback.state], words(f"voice.feedback.{feedback.state}"))


def showcase_badge(showcase: Any) -> Badge:
    """Where a reuse stands."""
    return Badge(SHOWCASE_SIGNS[showcase.state], words(f"voice.showcase.{showcase.state}"))


def voice_survey_badge(survey: Any) -> Badge:
    """Where a survey of people stands."""
    return Badge(VOICE_SURVEY_SIGNS[survey.state], words(f"voice.survey.{survey.state}"))


def survey_badge(survey: Any) -> Badge:
    """Where a survey of an agency's data stands."""
    return Badge(SURVEY_SIGNS[survey.state], words(f"inventory.survey.{survey.state}"))


def log_badge(log: Any) -> Badge:
    """Where a log of an agency's own site stands."""
    return Badge(LOG_SIGNS[log.state], words(f"usage.state.{log.state}"))


def push_badge(push: Any) -> Badge:
    """Where a push to an outlet stands."""
    return Badge(PUSH_SIGNS[push.state], words(f"outlets.push.{push.state}"))


def record_badge(record: Any) -> Badge:
    """How a record stands at an outlet."""
    return Badge(RECORD_SIGNS[record.state], words(f"outlets.record.{record.state}"))


def plan_badge(item: Any) -> Badge:
    """Where an item of the plan stands."""
    return Badge(PLAN_SIGNS[item.state], words(f"publication.plan.state.{item.state}"))


def source_badge(source: Any) -> Badge:
    """Where a source elsewhere stands."""
    return Badge(SOURCE_SIGNS[source.state], words(f"harvest.source_state.{source.state}"))


def run_badge(run: Any) -> Badge:
    """Where a run over a source stands; one with records that were refused is not simply done."""
    sign = "up" if run.state == "done" and run.refused else RUN_SIGNS[run.state]
    return Badge(sign, words(f"harvest.run_state.{run.state}"))
