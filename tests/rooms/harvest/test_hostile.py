"""Whole runs over sources that are broken or hostile: each ends in words, and what was there stays."""

import gzip
import json
import re
import socket
import struct
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from factories.feeds import Feed, record

from odms.catalogue.models import Dataset
from odms.definitions.messages import sentence
from odms.harvest import actions
from odms.harvest.actions import working
from odms.harvest.fetching import MAX_BYTES
from odms.harvest.models import Problem, Run
from odms.ledger.rules import SYSTEM

BOMB = gzip.compress(gzip.compress(bytes(1 << 20)) * 160)  # 160 MB in some hundred bytes
JSON = {"Content-Type": "application/json"}

# what the feed answers, and the code of the failure
HOSTILE: dict[str, tuple[Any, str]] = {
    "gone": ((404, {}, b""), "outward.status"),
    "asks to wait for a day": ((429, {"Retry-After": "86400"}, b""), "harvest.told_to_wait"),
    "a private address": (
        (302, {"Location": "http://10.0.0.1/data.json"}, b""),
        "outward.private_address",
    ),
    "another protocol": ((302, {"Location": "file:///etc/passwd"}, b""), "outward.no_answer"),
    "a bomb": ((200, JSON | {"Content-Encoding": "gzip, gzip"}, BOMB), "outward.too_large"),
    "damaged": ((200, JSON | {"Content-Encoding": "gzip"}, b"\x1f\x8b\x08 not"), "outward.damaged"),
    "cut": (b'{"dataset": [{"title": "A"', "standards.read.not_json"),
    "something else": (b"<html><body>Under repair</body></html>", "standards.read.not_json"),
}


@pytest.fixture
def good(feed: Feed) -> Feed:
    """A feed of two datasets that was read once."""
    feed.tell(record("a"), record("b"))
    assert feed.run().added == 2
    return feed


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_answer_fails_the_run_and_takes_nothing_away(good: Feed, name: str) -> None:
    answer, code = HOSTILE[name]
    good.site.answers["/data.json"] = answer
    good.day += 30  # longer than the grace
    run = good.run()
    assert (run.state, run.failure["code"], run.deleted) == ("failed", code, 0)
    assert Dataset.objects.filter(is_gathered=True, state="published").count() == 2


# bodies without an end, or as good as

GIGABYTES = 2 << 30
MOST_MEMORY_MB = 700


def flood(*, says_length: bool, packed: bool = False) -> Callable[[BaseHTTPRequestHandler], None]:
    """A data.json of two gigabytes, made while it is sent; `sent` is how much of it was taken, and
    `peak_mb` the most that who took it held in memory meanwhile."""

    def measure() -> None:
        answer.peak_mb = max(answer.peak_mb, peak_mb_of_reader())  # type: ignore[attr-defined]

    def answer(handler: BaseHTTPRequestHandler) -> None:
        measure()  # here it surely waits: it may be gone by the time that it has the header
        block = json.dumps([record("x")]).encode() * 500
        handler.send_response(200)
        if packed:
            block = gzip.compress(bytes(8 << 20))
            handler.send_header("Content-Encoding", "gzip")
        if says_length:
            handler.send_header("Content-Length", str(GIGABYTES))
        handler.end_headers()
        while answer.sent < GIGABYTES:  # type: ignore[attr-defined]
            handler.wfile.write(block)
            answer.sent += len(block)  # type: ignore[attr-defined]
            measure()

    answer.sent = answer.peak_mb = 0  # type: ignore[attr-defined]
    return answer


def peak_mb_of_reader() -> int:
    """The most memory that the child which reads a source has held so far."""
    told = [path.read_text().split() for path in Path("/proc/self/task").glob("*/children")]
    peaks = [0]
    for pid in (pid for some in told for pid in some):
        with suppress(OSError):
            is_reader = b"odms.harvest.reading" in Path(f"/proc/{pid}/cmdline").read_bytes()
            status = Path(f"/proc/{pid}/status").read_text() if is_reader else ""
            peaks += [int(kb) >> 10 for kb in re.findall(r"VmHWM:\s+(\d+) kB", status)]
    return max(peaks)


@pytest.mark.parametrize(("says_length", "packed"), [(True, False), (False, False), (False, True)])
def test_a_feed_of_two_gigabytes_costs_little(good: Feed, says_length: bool, packed: bool) -> None:
    answer = flood(says_length=says_length, packed=packed)
    good.site.answers["/data.json"] = answer
    began = time.monotonic()
    run = good.run()
    assert (run.state, run.failure["code"]) == ("failed", "outward.too_large")
    assert words(run) == f"The file at {good.url} is larger than 128 MB."
    assert answer.sent < MAX_BYTES * 1.2  # type: ignore[attr-defined]
    assert time.monotonic() - began < 30
    assert 0 < answer.peak_mb < MOST_MEMORY_MB  # type: ignore[attr-defined]
    assert Dataset.objects.filter(is_gathered=True, state="published").count() == 2


def words(run: Run) -> str:
    """Why a run broke off, in English."""
    return sentence(run.failure["code"], "en", run.failure["facts"])


# graphs and texts that are broken in part

TERMS = {"dcat": "http://www.w3.org/ns/dcat#", "dct": "http://purl.org/dc/terms/"}
RDF = (
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
    + " ".join(f'xmlns:{name}="{at}"' for name, at in TERMS.items())
    + ">{}</rdf:RDF>"
)
PREFIXES = "".join(f"@prefix {name}: <{at}> .\n" for name, at in TERMS.items())


def of_turtle(n: int, title: str = '"Title"') -> str:
    return f'<urn:{n}> a dcat:Dataset ; dct:identifier "d{n}" ; dct:title {title} .\n'


def of_xml(n: int, more: str = "") -> str:
    told = f"<dct:identifier>d{n}</dct:identifier><dct:title>Title</dct:title>{more}"
    return f'<dcat:Dataset rdf:about="urn:{n}">{told}</dcat:Dataset>'


def of_json(n: int, **more: Any) -> dict[str, Any]:
    told = {"@id": f"urn:{n}", "@type": "dcat:Dataset", "dct:identifier": f"d{n}"}
    return told | {"dct:title": "Title"} | more


def in_json(*nodes: Any) -> str:
    return json.dumps({"@context": TERMS, "@graph": nodes})


# the document, its type, the records that are whole, and what is told of the rest
BROKEN: dict[str, tuple[str, str, set[str], set[str]]] = {
    "Turtle": (
        PREFIXES + of_turtle(1) + of_turtle(2, '"open') + of_turtle(3),
        "text/turtle", {"d1", "d3"}, {"standards.read.broken_statement"},
    ),
    "Turtle that is cut": (
        PREFIXES + of_turtle(1) + of_turtle(2, '"not whole')[:-3],
        "text/turtle", {"d1"}, {"standards.read.broken_statement"},
    ),
    "RDF/XML": (
        RDF.format(of_xml(1) + of_xml(2, '<dct:spatial rdf:ID="not one"/>') + of_xml(3)),
        "application/rdf+xml", {"d1", "d3"}, {"standards.read.broken_node"},
    ),
    "RDF/XML that is cut": (
        RDF.format(of_xml(1) + of_xml(2))[:-90],
        "application/rdf+xml", {"d1"}, {"standards.read.broken_after"},
    ),
    "JSON-LD": (
        in_json(of_json(1), of_json(2, **{"@reverse": 5}), of_json(3)),
        "application/ld+json", {"d1", "d3"}, {"standards.read.broken_node"},
    ),
    "JSON-LD with a remote context inside": (
        in_json(of_json(1), of_json(2, **{"@context": "{site}/context"}), of_json(3)),
        "application/ld+json", {"d1", "d3"}, {"standards.read.remote_context"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_of_a_half_broken_graph_the_whole_half_is_read(good: Feed, name: str) -> None:
    body, media_type, whole, codes = BROKEN[name]
    read_as(good, "dcat")
    told = body.replace("{site}", good.site.url).encode()
    good.site.answers["/data.json"] = (200, {"Content-Type": media_type}, told)
    good.day += 30
    run = good.run()
    assert (run.state, run.is_complete, run.added, run.deleted) == ("done", False, len(whole), 0)
    assert set(run.causes) == codes
    names = set(good.source.remotes.values_list("name", flat=True))
    assert names - {"a", "b"} == whole
    assert "/context" not in good.site.asked


def test_a_remote_context_is_refused_and_never_fetched(good: Feed) -> None:
    read_as(good, "dcat")
    document = {"@context": f"{good.site.url}/context", "@graph": [of_json(1)]}
    head = {"Content-Type": "application/ld+json"}
    good.site.answers["/data.json"] = (200, head, json.dumps(document).encode())
    good.site.asked.clear()
    run = good.run()
    assert (run.state, run.failure["code"]) == ("failed", "standards.read.remote_context")
    assert good.site.asked == ["/data.json"]


def test_bytes_that_are_no_characters_cost_no_record(feed: Feed) -> None:
    feed.tell(record("a", "ฝน"), record("b", "WRONG"), record("c", "น้ำ"))
    good = feed.site.answers["/data.json"]
    assert isinstance(good, bytes)
    feed.site.answers["/data.json"] = good.replace(b"WRONG", b"\xe0\xb8 \xff\xfe wrong")
    run = feed.run()
    assert (run.state, run.added, run.refused) == ("done", 3, 0)
    told = set(Problem.objects.filter(run=run).values_list("code", "record"))
    assert told == {("standards.read.bytes_replaced", ""), ("harvest.characters_lost", "b")}
    assert feed.remote("a").title == "ฝน"


def read_as(feed: Feed, kind: str) -> None:
    feed.source.kind = kind
    feed.source.save()


# pages that never end, and servers that die


def page(n: int, following: str) -> tuple[int, dict[str, str], bytes]:
    head = {"Content-Type": "text/turtle", "Link": f'<{following}>; rel="next"'}
    return 200, head, (PREFIXES + of_turtle(n)).encode()


@pytest.fixture
def paged(feed: Feed) -> Iterator[Feed]:
    """A catalogue of pages /1, /2, … of which the first two are there."""
    read_as(feed, "dcat")
    feed.source.url = f"{feed.site.url}/1"
    feed.source.save()
    feed.site.answers |= {"/1": page(1, "/2"), "/2": page(2, "/3")}
    yield feed


@pytest.mark.parametrize("third", ["/1", "/3", "/3?again"])
def test_pages_that_go_in_a_circle_end(paged: Feed, third: str) -> None:
    paged.site.answers["/3"] = page(3, third)
    run = paged.run()
    assert (run.state, run.added, run.is_complete) == ("done", 3, False)
    assert run.causes == {"harvest.paging_loops": 1}
    assert len(paged.site.asked) <= 7


def reset(handler: BaseHTTPRequestHandler) -> None:
    """Begin an answer and break the connection within it."""
    handler.send_response(200)
    handler.send_header("Content-Type", "text/turtle")
    handler.send_header("Content-Length", "5000")
    handler.end_headers()
    handler.wfile.write(PREFIXES.encode())
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    handler.connection.close()


def test_a_connection_that_breaks_within_a_page_is_made_anew(paged: Feed) -> None:
    def once(handler: BaseHTTPRequestHandler) -> None:
        paged.site.answers["/3"] = (200, {}, (PREFIXES + of_turtle(3)).encode())
        reset(handler)

    paged.site.answers["/3"] = once
    run = paged.run()
    assert (run.state, run.added, run.is_complete) == ("done", 3, True)
    assert paged.site.asked == ["/1", "/2", "/3", "/3"]


def test_a_run_over_a_connection_that_keeps_breaking_goes_on_later(
    paged: Feed, monkeypatch: Any
) -> None:
    paged.site.answers["/3"] = reset
    with monkeypatch.context() as shorter:
        shorter.setattr(working, "DEADLINE", timedelta(seconds=7))
        run = paged.run()
    assert (run.state, run.failure["code"]) == ("failed", "outward.broke_off")
    assert words(run) == f"{paged.site.url}/3 broke the connection off in the middle."
    assert (run.added, run.n_pages) == (2, 2)
    paged.site.answers["/3"] = (200, {}, (PREFIXES + of_turtle(3)).encode())
    paged.site.asked.clear()
    actions.resume(by=SYSTEM, run=run, at=paged.at)
    done = actions.work_on(run_id=run.id, at=paged.at)
    assert done is not None and (done.state, done.added) == ("done", 3)
    assert paged.site.asked == ["/3"]


def test_a_server_that_dies_within_a_run_fails_it_in_words(paged: Feed, monkeypatch: Any) -> None:
    monkeypatch.setattr(working, "DEADLINE", timedelta(seconds=7))

    def last_words(handler: BaseHTTPRequestHandler) -> None:
        status, headers, body = page(2, "/3")
        handler.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            handler.send_header(name, value)
        handler.server.socket.close()
        handler.end_headers()
        handler.wfile.write(body)
        Thread(target=handler.server.shutdown).start()

    paged.site.answers["/2"] = last_words
    run = paged.run()
    assert (run.state, run.failure["code"], run.added) == ("failed", "outward.not_listening", 2)
    assert words(run) == "127.0.0.1 takes no connections; it may be down, or the port is wrong."
    assert run.cursor == {"url": f"{paged.site.url}/3"}
