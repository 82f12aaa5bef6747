"""Who reads, whose visit it is, when two addresses are one, and what is kept of a search."""

import pytest

from odms.usage.rules import Visit, access_of, identity_of, kept_words, normalised

# user agent, access method
AGENTS = [
    ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "regular"),
    ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like "
     "Gecko) Version/18.5 Mobile/15E148 Safari/604.1", "regular"),
    ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
     "Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0", "regular"),
    ("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", "robot"),
    ("facebookexternalhit/1.1", "robot"),
    ("Scrapy/2.11 (+https://scrapy.org)", "robot"),
    ("heritrix/3.4", "robot"),
    ("curl/8.5.0", "machine"),
    ("Wget/1.21.4", "machine"),
    ("python-requests/2.32", "machine"),
    ("R (4.4.1 x86_64-pc-linux-gnu) httr2/1.0.5 r-curl/5.2 libcurl/8.5", "machine"),
    ("ckanext-harvest/1.6", "machine"),
    ("QGIS/33600", "machine"),
    ("Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2; +https://"
     "openai.com/gptbot)", "agent"),
    ("Mozilla/5.0 (compatible; ClaudeBot/1.0; +claudebot@anthropic.com)", "agent"),
    ("Mozilla/5.0 (compatible; PerplexityBot/1.0; +https://perplexity.ai/perplexitybot)", "agent"),
    ("", "robot"),  # so says the list of COUNTER-Robots
]  # fmt: skip

# what is known of a visit at ten o'clock, whose it is
KNOWN = [
    ({"user_id": "7", "user_cookie": "c", "session_cookie": "s"}, "user_id|7"),
    ({"user_cookie": "c", "session_cookie": "s"}, "user_cookie|c"),
    ({"session_cookie": "s"}, "session_cookie|s"),
    ({}, "remote|192.0.2.1|Firefox|2026-11-23|10"),
]

# address, the same as it is compared
ADDRESSES = [
    ("/datasets/beds", "/datasets/beds"),
    ("/datasets/beds/", "/datasets/beds"),
    ("/datasets/beds#rows", "/datasets/beds"),
    ("/datasets/beds?b=2&a=1", "/datasets/beds?a=1&b=2"),
    ("/datasets/beds?utm_source=x&a=1&empty=", "/datasets/beds?a=1"),
    ("/", "/"),
    ("//[", "//["),
]

# typed, kept
WORDS = [
    ("  ราคา   ยาง  ", "ราคา ยาง"),
    ("ราคา\tยาง\n", "ราคา ยาง"),
    ("GDP Per Capita", "gdp per capita"),
    ("โทร 081-234-5678", "โทร █████"),
    ("ก" * 300, "ก" * 100),
]


@pytest.mark.parametrize(("agent", "access"), AGENTS)
def test_access(agent: str, access: str) -> None:
    assert access_of(agent) == access


@pytest.mark.parametrize(("known", "identity"), KNOWN)
def test_identity(known: dict[str, str], identity: str) -> None:
    visit = Visit(address="/", agent="Firefox", remote="192.0.2.1", **known)
    assert identity_of(visit, "2026-11-23", 10) == identity


@pytest.mark.parametrize(("address", "same"), ADDRESSES)
def test_normalised(address: str, same: str) -> None:
    assert normalised(address) == same


@pytest.mark.parametrize(("typed", "kept"), WORDS)
def test_words(typed: str, kept: str) -> None:
    assert kept_words(typed) == kept
