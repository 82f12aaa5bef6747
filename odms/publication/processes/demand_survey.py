"""Process 2: what people need, from what they ask, vote for, look for and answer."""

from datetime import date

from odms.publication.answering import Found, share
from odms.publication.facts import AgencyFacts


def answer(facts: AgencyFacts, _today: date) -> Found:
    """Of three: people answered a questionnaire, requests are answered, searches are looked at."""
    voice = facts.figures("demand-survey", "voice") or {}
    usage = facts.figures("demand-survey", "usage")
    requests, open_ = int(voice.get("n_requests", 0)), int(voice.get("n_open", 0))
    have = [int(voice.get("n_answers", 0)) > 0, requests > open_, usage is not None]
    told = {
        "answers": int(voice.get("n_answers", 0)),
        "requests": requests,
        "votes": int(voice.get("n_votes", 0)),
        "failed": int((usage or {}).get("n_failed_searches", 0)),
    }
    return Found(share(sum(have), 3), "process.demand_survey.found", sum(have), 3, told)
