"""Reaching a source politely: turns, pauses, what is given up, and what a hostile one costs."""

import gzip
import ipaddress
import time
import zlib
from collections.abc import Iterator
from contextlib import ExitStack
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest
from factories.catalogues import NETWORKS, Site, serving

from odms.errors import Absent, Refused, TooLarge, Unreadable
from odms.harvest import fetching
from odms.harvest.fetching import AtHand, Document, Web
from odms.outward import Limits, Session

ALLOWED = tuple(ipaddress.ip_network(one) for one in NETWORKS.split(","))
LIMITS = Limits(max_bytes=1 << 20, read_timeout_s=0.5, deadline_s=2.0)


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as site:
        yield site


class Waiting:
    """A clock that is told how long was slept, and does not sleep."""

    def __init__(self) -> None:
        self.slept: list[float] = []

    def now(self) -> float:
        return time.monotonic() + sum(self.slept)

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)


@pytest.fixture
def web() -> Iterator[Any]:
    """Makes a way to the web whose waits are not waited for; what it opened is closed again."""
    with ExitStack() as stack:

        def made(waiting: Waiting, *, ends_in: float = 1e6, **own: Any) -> Web:
            session = stack.enter_context(Session(limits=LIMITS, allowed=ALLOWED, **own))
            ends_at = waiting.now() + ends_in
            return Web(session, ends_at=ends_at, clock=waiting.now, sleep=waiting.sleep)

        yield made


def answering(*answers: object) -> object:
    """Answers in turn, the last one for ever."""
    left = list(answers)

    def answer(handler: BaseHTTPRequestHandler) -> None:
        status, headers, body = left.pop(0) if len(left) > 1 else left[0]  # type: ignore[misc]
        handler.send_response_only(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(body)

    return answer


BUSY = (429, {"Retry-After": "7"}, b"slowly")
DOWN = (503, {}, b"")
GOOD = (200, {"Content-Type": "application/json"}, b"{}")
UNTIL = (
    429,
    {"Date": "Fri, 27 Nov 2026 07:00:00 GMT", "Retry-After": "Fri, 27 Nov 2026 07:00:30 GMT"},
    b"",
)


@pytest.mark.parametrize(
    ("answers", "pauses"),
    [
        ([GOOD], []),
        ([BUSY, GOOD], [7.0]),
        ([UNTIL, GOOD], [30.0]),
        ([DOWN, GOOD], [1.0]),
        ([DOWN, BUSY, DOWN, GOOD], [1.0, 7.0, 15.0]),
    ],
)
def test_what_may_pass_is_asked_again_after_a_pause(
    site: Site, web: Any, answers: list[object], pauses: list[float]
) -> None:
    site.answers["/x"] = answering(*answers)  # type: ignore[assignment]
    waiting = Waiting()
    assert web(waiting).get(f"{site.url}/x").body == b"{}"
    assert [pause for pause in waiting.slept if pause >= 1] == pauses


@pytest.mark.parametrize(
    ("answer", "code", "n"),
    [
        ((404, {}, b"no"), "outward.status", 1),
        ((503, {}, b""), "outward.status", 4),
        ((429, {"Retry-After": "86400"}, b""), "harvest.told_to_wait", 1),
    ],
)
def test_what_does_not_pass_is_given_up(
    site: Site, web: Any, answer: object, code: str, n: int
) -> None:
    site.answers["/x"] = answering(answer)  # type: ignore[assignment]
    with pytest.raises(Unreadable) as refused:
        web(Waiting()).get(f"{site.url}/x")
    assert (refused.value.code, len(site.asked)) == (code, n)


def test_a_pause_beyond_the_deadline_is_not_waited_for(site: Site, web: Any) -> None:
    site.answers["/x"] = answering((429, {"Retry-After": "60"}, b""))  # type: ignore[assignment]
    waiting = Waiting()
    with pytest.raises(Unreadable):
        web(waiting, ends_in=30).get(f"{site.url}/x")
    assert waiting.slept == []


def test_a_host_that_never_answered_is_not_waited_for(web: Any) -> None:
    waiting = Waiting()
    with pytest.raises(Unreadable) as refused:
        web(waiting).get("http://127.0.0.1:9/x")
    assert (refused.value.code, waiting.slept) == ("outward.not_listening", [])


def test_a_host_is_given_half_as_long_as_it_took(site: Site, web: Any) -> None:
    def slow(handler: BaseHTTPRequestHandler) -> None:
        time.sleep(0.3)
        answering(GOOD)(handler)  # type: ignore[operator]

    site.answers["/x"] = slow
    waiting = Waiting()
    fetch = web(waiting)
    fetch.get(f"{site.url}/x")
    fetch.get(f"{site.url}/x")
    assert len(waiting.slept) == 1 and 0.1 < waiting.slept[0] < 0.4


def drip(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.end_headers()
    while True:
        handler.wfile.write(b" ")
        time.sleep(0.1)


def drip_head(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
    while True:
        handler.wfile.write(b"X-A: 1\r\n")
        time.sleep(0.1)


def endless(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.end_headers()
    while True:
        handler.wfile.write(b"0" * 65536)


def two_gigabytes(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", str(2 << 30))
    handler.end_headers()
    for _ in range(2 << 14):
        handler.wfile.write(bytes(65536))


def packed(coding: str, body: bytes) -> tuple[int, dict[str, str], bytes]:
    return 200, {"Content-Encoding": coding}, body


BOMB = gzip.compress(bytes(50 << 20))

HOSTILE = {
    "drip": (drip, "outward.too_slow"),
    "drip of a head": (drip_head, "outward.too_slow"),
    "endless": (endless, "outward.too_large"),
    "two gigabytes": (two_gigabytes, "outward.too_large"),
    "bomb": (packed("gzip", BOMB), "outward.too_large"),
    "bomb in a bomb": (packed("gzip, gzip", gzip.compress(BOMB)), "outward.too_large"),
    "three times packed": (packed("gzip, gzip, gzip", b""), "outward.unknown_coding"),
    "another coding": (packed("br", b"\x0b\x02\x80"), "outward.unknown_coding"),
    "no gzip at all": (packed("gzip", b"\x00plain words"), "outward.damaged"),
    "broken off": (packed("gzip", gzip.compress(b"a" * 999)[:20]), "outward.damaged"),
    "private": ((302, {"Location": "http://10.0.0.1/"}, b""), "outward.private_address"),
    "metadata": ((302, {"Location": "http://169.254.169.254/"}, b""), "outward.private_address"),
    "circle": ((302, {"Location": "/x"}, b""), "outward.redirects"),
    "another scheme": ((302, {"Location": "file:///etc/passwd"}, b""), "outward.no_answer"),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_answer_costs_one_refusal(site: Site, web: Any, name: str) -> None:
    site.answers["/x"], code = HOSTILE[name]  # type: ignore[assignment]
    began = time.monotonic()
    with pytest.raises(Refused) as refused:
        web(Waiting()).get(f"{site.url}/x")
    assert refused.value.code == code
    assert time.monotonic() - began < 6


@pytest.mark.parametrize(
    ("coding", "body"),
    [
        ("gzip", gzip.compress(b"words", mtime=0)),
        ("gzip", gzip.compress(b"wo", mtime=0) + gzip.compress(b"rds", mtime=0)),
        ("deflate", zlib.compress(b"words")),
        ("deflate", zlib.compress(b"words")[2:-4]),
        ("identity", b"words"),
    ],
)
def test_packed_bodies_are_unpacked(site: Site, web: Any, coding: str, body: bytes) -> None:
    site.answers["/x"] = packed(coding, body)
    assert web(Waiting()).get(f"{site.url}/x").body == b"words"


def test_a_packed_file_is_unpacked_within_limits(
    site: Site, web: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.answers |= {"/x.gz": gzip.compress(b"words"), "/bomb.gz": BOMB}
    fetch = web(Waiting())
    assert fetch.get(f"{site.url}/x.gz").body == b"words"
    monkeypatch.setattr(fetching, "MAX_BYTES", 1 << 20)
    with pytest.raises(TooLarge):
        fetch.get(f"{site.url}/bomb.gz")


def test_a_key_goes_to_its_own_host_alone(site: Site, web: Any) -> None:
    with serving() as other:
        other_url = other.url.replace("127.0.0.1", "localhost")
        site.answers["/x"] = (302, {"Location": f"{other_url}/y"}, b"")
        other.answers["/y"] = b"{}"
        key = {"api-key": "secret"}
        web(Waiting(), own_host="127.0.0.1", own_headers=key).get(f"{site.url}/x")
        assert site.headers[0]["api-key"] == "secret"
        assert "api-key" not in other.headers[0]


def test_the_head_of_an_answer_names_the_next_page() -> None:
    link = '<?page=2>; rel="next"; type="text/turtle", <https://a.example/l?x=1,2>; rel=last'
    document = Document("https://a.example/l?page=1", b"", headers={"link": link})
    assert document.links == {
        "next": "https://a.example/l?page=2",
        "last": "https://a.example/l?x=1,2",
    }


def test_a_file_leads_nowhere(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_bytes(gzip.compress(b"{}"))
    file = AtHand(tmp_path / "a.json")
    assert file.get(file.url).value == {}
    with pytest.raises(Absent):
        file.get("http://a.example/next")


def test_a_file_of_two_gigabytes_is_refused_unread(tmp_path: Path) -> None:
    with (tmp_path / "a.json").open("wb") as sparse:
        sparse.truncate(2 << 30)
    file = AtHand(tmp_path / "a.json")
    with pytest.raises(TooLarge):
        file.get(file.url)
