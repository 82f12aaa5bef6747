"""What users said of open data, as assessment asks `voice`: all of it that this room reads there."""

from collections import Counter
from datetime import date
from typing import Any

from odms.assessment import chapter
from odms.errors import Absent
from odms.voice import queries as voice
from odms.voice.models import Survey, SurveyAnswer


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


def users_chapter(survey: str = "") -> dict[str, Any]:
    """The parts `satisfaction` and `channels` of the status chapter: of the survey with this code, else
    of the centre's questionnaire as it is asked now. An overall mean that was reported stays so."""
    asked = voice.find_survey(survey) if survey else _questionnaire()
    found = voice.results(asked) if asked else {}
    dimensions = found.get("dimensions")
    if asked is None or not dimensions:
        return {"satisfaction": None, "channels": []}
    reported = voice.reported(asked).get("overall")
    rounded = {code: round(one["mean"], 2) for code, one in dimensions.items()}
    return {
        "satisfaction": chapter.satisfaction(rounded, n_users=found["n"], overall=reported),
        "channels": _channels(asked.document, found.get("channels", {})),
    }


def _channels(document: dict[str, Any], counts: dict[str, Any]) -> list[dict[str, Any]]:
    """The channels of a survey, the most taken first; those that too few took are left out."""
    names = {one["code"]: one for one in document["channels"]}
    told = [(code, one["share"]) for code, one in counts.items() if one and one["n"]]
    return [
        {
            "code": code,
            "name": {language: names[code][language] for language in ("th", "en")},
            "share": round(share, 3),
        }
        for code, share in sorted(told, key=lambda one: -one[1])
    ]


def _questionnaire() -> Survey | None:
    """The centre's own questionnaire; None while there is none."""
    try:
        return voice.current_questionnaire()
    except Absent:
        return None


def _results() -> dict[str, Any]:
    asked = _questionnaire()
    return voice.results(asked) if asked else {}


def _counts(of: str) -> Counter[str]:
    """How many took each choice of a list, but for those that are too few to be told."""
    found = _results().get(of, {})
    return Counter({code: one["n"] for code, one in found.items() if one and one["n"]})
