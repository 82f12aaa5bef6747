"""What is counted, by which channel, and by whom not. Pure."""

import re
from functools import cache

from odms.definitions import document
from odms.engine.meanings.personal import masked

# what is counted: a page or record of a dataset that was looked at, a file taken, rows or records
# taken by a program, a search, a search that met nothing
KINDS = ("view", "download", "api", "search", "search-failed")

# by which door; robots have a channel of their own, so that they are in no sum of people's use
CHANNELS = ("web", "api", "robot")
PEOPLES = ("web", "api")

DAYS = 30  # over which use is told

MAX_WORDS = 100


def channel_of(door: str, agent: str) -> str:
    """The channel of a use through `door` (`web` or `api`) by a program that calls itself `agent`."""
    return "robot" if _robots().search(agent) else door


def kept_words(typed: str) -> str:
    """What somebody searched for as it is kept: short, in small letters, personal data blotted out."""
    return masked(" ".join(typed.replace("\0", "").lower().split())[:MAX_WORDS])


@cache
def _robots() -> re.Pattern[str]:
    words = document("robots.yaml")["words"]
    return re.compile("|".join(map(re.escape, words)), re.IGNORECASE)
