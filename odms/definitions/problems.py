"""A refusal as machines are told of it: the document of RFC 9457, its sentence in two languages. Pure.

Both doors answer with it.
"""

from http import HTTPStatus
from typing import Any

import orjson

from odms.definitions import messages

MEDIA_TYPE = "application/problem+json"


def problem(
    code: str, status: int, facts: dict[str, Any], *, accepted: str, instance: str
) -> bytes:
    """The document for the code of a sentence, with its facts; `accepted` are the languages that
    are wanted (Accept-Language), `instance` is what was asked for."""
    said = messages.sentences(code, facts)
    content = {
        "type": f"urn:odms:problem:{code}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": in_language(accepted, said),
        "code": code,
        "messages": said,
        "facts": facts,
        "instance": instance,
    }
    return orjson.dumps(content, default=str)


def in_language(accepted: str, said: dict[str, str]) -> str:
    """The sentence in the language that is wanted first, in both where neither is named."""
    wanted = accepted.lower()
    asked = sorted((wanted.find(language), language) for language in said if language in wanted)
    return said[asked[0][1]] if asked else " / ".join(said.values())
