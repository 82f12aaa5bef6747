"""What became of a file of answers, as doors tell it to machines."""

from typing import TYPE_CHECKING, Any

from odms.definitions.messages import sentences

if TYPE_CHECKING:
    from odms.voice.models import AnswerFile


def record(file: "AnswerFile", *, is_trial: bool = False) -> dict[str, Any]:
    """A file's record as plain values; each problem with its sentence in both languages."""
    told = ("name", "sha256", "n_rows", "n_taken", "n_known", "n_refused", "n_problems", "fields")
    return {name: getattr(file, name) for name in told} | {
        "survey": file.survey.code,
        "is_trial": is_trial,
        "is_repeated": file.is_repeated,
        "problems": [
            one | {"words": sentences(one["code"], one["facts"])} for one in file.problems
        ],
        "at": file.at,
    }
