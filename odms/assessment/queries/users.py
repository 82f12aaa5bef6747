"""What users said of open data, as assessment asks `voice`: all of it that this room reads there."""

from collections import Counter
from datetime import date
from typing import Any

from odms.assessment import chapter
from odms.voice import queries as voice
from odms.voice.models import QuestionnaireAnswer


def count_answers_since(day: date) -> int:
    """Answers to the questionnaire since a day."""
    return QuestionnaireAnswer.objects.filter(day__gte=day).count()


def means() -> dict[str, float]:
    """The mean of each dimension of the questionnaire; none while too few answered."""
    found: dict[str, float] = voice.results().get("means", {})
    return found


def list_groups() -> list[tuple[str, int]]:
    """Who answered, by the Thai name of the group, the largest first; none while too few did."""
    names = {one["code"]: one["th"] for one in voice.get_questionnaire()["who"]}
    told = Counter(voice.results().get("who", {}))
    return [(names.get(code, code), n) for code, n in told.most_common()]


def users_chapter() -> dict[str, Any]:
    """The parts `satisfaction` and `channels` of the status chapter, of the centre's questionnaire."""
    found = voice.results()
    if not found.get("means"):
        return {"satisfaction": None, "channels": []}
    names = {one["code"]: one for one in voice.get_questionnaire()["channels"]}
    return {
        "satisfaction": chapter.satisfaction(found["means"], n_users=found["n"]),
        "channels": [
            {
                "code": code,
                "name": {language: names[code][language] for language in ("th", "en")},
                "share": round(n / found["n"], 3),
            }
            for code, n in Counter(found["channels"]).most_common()
        ],
    }
