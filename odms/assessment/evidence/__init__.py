"""Computed answers: small functions by the name that a framework gives, `portal.requests` and so on.

A function looks at the facts that the rooms have and returns what it found, or None where nothing can
be said yet. Those of `agency` take the facts of one agency, those of `users` what users said, all
others the facts of the centre. Adding one is adding a function: its docstring is its documentation.
"""

from collections.abc import Callable, Iterator
from functools import cache
from importlib import import_module
from typing import Any

from odms.assessment.evidence.found import Found

Function = Callable[[Any], Found | None]

# modules, and of what kind of subject each answers
MODULES: dict[str, str] = {
    "agency": "agency",
    "oecd": "centre",
    "policy": "centre",
    "portal": "centre",
    "provision": "centre",
    "quality": "centre",
    "review": "centre",
    "usage": "centre",
    "users": "users",
}


@cache
def functions() -> dict[str, Function]:
    """Every function by its name."""
    return dict(_all())


def subject_of(name: str) -> str:
    """The kind of subject whose questions a function answers. Raises KeyError."""
    return MODULES[name.partition(".")[0]]


def _all() -> Iterator[tuple[str, Function]]:
    for module in MODULES:
        content = import_module(f"{__name__}.{module}")
        for name, function in vars(content).items():
            is_own = getattr(function, "__module__", "") == content.__name__
            if callable(function) and is_own and not name.startswith("_"):
                yield f"{module}.{name}", function
