"""Who reads: a person with a browser, a program that a person runs, an AI agent or a robot."""

import re
from functools import cache, lru_cache

from counter_robots import is_machine, is_robot

from odms.definitions import document


@lru_cache(maxsize=10_000)
def access_of(agent: str) -> str:
    """The access method of a program that calls itself `agent`, one of ACCESSES.

    An AI agent's name often has "bot" in it, and the list of robots has curl and Python, which the
    Code wants counted: so agents come first and machines before the robots of that list.
    """
    if _words("ai").search(agent):
        return "agent"
    if _words("robots").search(agent):
        return "robot"
    if _words("machines").search(agent) or is_machine(agent):
        return "machine"
    return "robot" if is_robot(agent) else "regular"


@cache
def _words(kind: str) -> re.Pattern[str]:
    words = document("user_agents.yaml")[kind]
    return re.compile("|".join(map(re.escape, words)), re.IGNORECASE)
