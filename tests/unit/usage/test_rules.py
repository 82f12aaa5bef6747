"""Who is a robot, and what is kept of what was searched for."""

import pytest

from odms.usage.rules import channel_of, kept_words

# user agent, channel of a page
AGENTS = [
    ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "web"),
    ("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", "robot"),
    ("facebookexternalhit/1.1", "robot"),
    ("curl/8.5.0", "web"),
    ("python-requests/2.32", "web"),
    ("", "web"),
]

# typed, kept
WORDS = [
    ("  ราคา   ยาง  ", "ราคา ยาง"),
    ("GDP Per Capita", "gdp per capita"),
    ("โทร 081-234-5678", "โทร █████"),
    ("ก" * 300, "ก" * 100),
]


@pytest.mark.parametrize(("agent", "channel"), AGENTS)
def test_channel(agent: str, channel: str) -> None:
    assert channel_of("web", agent) == channel


@pytest.mark.parametrize(("typed", "kept"), WORDS)
def test_words(typed: str, kept: str) -> None:
    assert kept_words(typed) == kept
