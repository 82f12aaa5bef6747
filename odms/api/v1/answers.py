"""What operations answer, as the OpenAPI description says it."""

from typing import Any

from odms.api.schemas import Problem


def answers(shape: Any, *problems: int, status: int = 200) -> dict[int, Any]:
    """`shape` with `status`, and problem+json with 400, 429 and the further statuses."""
    return {status: shape} | dict.fromkeys((400, *problems, 429), Problem)
