"""What users said of open data, as assessment asks `voice`: all of it that this room reads there."""

from collections import Counter
from datetime import date
from typing import Any

from odms.assessment import chapter
from odms.voice import queries as voice
from odms.voice.models import SurveyAnswer


def count_answers_since(day: date) -> int:
    """Answers to the questionnaire since a day."""
    return SurveyAnswer.objects.filter(day__gte=day).count()


def means() -> dict[str, float]:
    """The mean of each dimension of the questionnaire; none while too few answered."""
    dimensions = _results().get("dimensions", {})
    return {code: round(one["mean"], 2) for code, one in dimensions.items()}


def list_groups() -> list[tuple[str, int]]:
    """Who answered, by the Thai name of the group, the largest first; none while too few did."""
    names = {one["code"]: one["th"] for one in voice.get_questionnaire()["groups"]}
    return [(names.get(code, code), n) for code, n in _counts("groups").most_common()]


def users_chapter() -> dict[str, Any]:
    """The parts `satisfaction` and `channels` of the status chapter, of the centre's questionnaire."""
    found = _results()
    if not found.get("dimensions"):
        return {"satisfaction": None, "channels": []}
    names = {one["code"]: one for one in voice.get_questionnaire()["channels"]}
    return {
        "satisfaction": chapter.satisfaction(means(), n_users=found["n"]),
        "channels": [
            {
                "code": code,
                "name": {language: names[code][language] for language in ("th", "en")},
                "share": round(n / found["n"], 3),
            }
            for code, n in _counts("channels").most_common()
        ],
    }


def _results() -> dict[str, Any]:
    return voice.results(voice.current_questionnaire())


def _counts(of: str) -> Counter[str]:
    """How many took each choice of a list, but for those that are too few to be told."""
    found = _results().get(of, {})
    return Counter({code: one["n"] for code, one in found.items() if one and one["n"]})
