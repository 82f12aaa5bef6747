"""Asking loopback servers: HEAD, GET where it says too little, and hosts that want a pause."""

import ipaddress
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest
from factories.catalogues import Site, serving

from odms.health.asking import Asker, Question, Told, ask, ask_all

LOOPBACK = (ipaddress.ip_network("127.0.0.0/8"),)
ASKER = Asker(LOOPBACK, "https://centre.example")
FILE = b"a,b\n1,2\n"
DATE = "Mon, 02 Nov 2026 10:00:00 GMT"


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as found:
        yield found


def told(site: Site, path: str, **how: Any) -> Told:
    return ask(Question("1", how.pop("kind", "link"), f"{site.url}{path}", **how), ASKER)


def methods(site: Site) -> list[str]:
    return [how for how, _ in site.methods]


def test_head_is_enough_where_it_tells_length_or_date(site: Site) -> None:
    site.answers["/a"] = (200, {"Content-Type": "text/csv", "Last-Modified": DATE}, FILE)
    found = told(site, "/a")
    assert found.is_answering
    assert (found.status, found.length, found.media_type) == (200, len(FILE), "text/csv")
    assert found.last_modified_at == datetime(2026, 11, 2, 10, tzinfo=UTC)
    assert methods(site) == ["HEAD"]
    assert site.headers[0]["accept-encoding"] == "identity"


def head_alone(status: int) -> Any:
    """HEAD is answered with a status of its own, GET with the file."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        is_head = handler.command == "HEAD"
        handler.send_response(status if is_head else 200)
        if not is_head or status != 200:
            handler.send_header("Content-Length", str(0 if is_head else len(FILE)))
        handler.end_headers()
        if not is_head:
            handler.wfile.write(FILE)

    return answer


@pytest.mark.parametrize("status", [200, 403, 404, 405, 500, 501])
def test_get_is_asked_where_head_fails_or_says_nothing(site: Site, status: int) -> None:
    site.answers["/a"] = head_alone(status)
    found = told(site, "/a")
    assert (found.is_answering, found.status, found.length) == (True, 200, len(FILE))
    assert methods(site) == ["HEAD", "GET"]


def test_a_small_page_before_a_file_is_no_file(site: Site) -> None:
    page = (200, {"Content-Type": "text/html; charset=utf-8"}, b"<html>blocked</html>")
    site.answers["/a"] = page
    found = told(site, "/a", is_data=True)
    assert (found.status, found.trouble["code"]) == (200, "health.page_for_file")
    assert methods(site) == ["HEAD", "GET"]
    assert told(site, "/a").is_answering  # a link to a page leads to one


def test_get_that_sends_the_file_outweighs_a_small_page_for_head(site: Site) -> None:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        is_head = handler.command == "HEAD"
        handler.send_response(200)
        handler.send_header("Content-Type", "text/html" if is_head else "text/csv")
        handler.send_header("Content-Length", str(20 if is_head else len(FILE)))
        handler.end_headers()
        if not is_head:
            handler.wfile.write(FILE)

    site.answers["/a"] = answer
    found = told(site, "/a", is_data=True)
    assert (found.is_answering, found.media_type) == (True, "text/csv")


def test_programs_of_other_origins_are_asked_for(site: Site) -> None:
    for path, allowed, expected in (
        ("/any", "*", True),
        ("/us", "https://centre.example", True),
        ("/others", "https://else.example", False),
    ):
        site.answers[path] = (200, {"Access-Control-Allow-Origin": allowed}, FILE)
        assert told(site, path).allows_origins is expected
    assert site.headers[0]["origin"] == "https://centre.example"


def test_what_nobody_answers_is_told(site: Site) -> None:
    site.answers["/gone"] = (404, {}, b"not here")
    assert told(site, "/gone").trouble["code"] == "outward.status"
    outside = ask(Question("1", "link", "http://127.0.0.1:9/x"), Asker())
    assert outside.trouble["code"] == "outward.private_address"
    closed = ask(Question("1", "link", "http://127.0.0.1:9/x"), ASKER)
    assert closed.trouble["code"] == "outward.not_listening"


def test_an_endpoint_that_wants_a_key_answers(site: Site) -> None:
    site.answers["/api"] = (401, {}, b"")
    assert told(site, "/api", kind="endpoint").is_answering
    assert methods(site) == ["HEAD"]
    assert not told(site, "/api").is_answering


def test_a_host_that_wants_a_pause_is_asked_no_more(site: Site) -> None:
    site.answers["/a"] = (429, {"Retry-After": "90"}, b"")
    site.answers["/b"] = (200, {}, FILE)
    questions = [Question(str(n), "link", f"{site.url}/{path}") for n, path in enumerate("aab")]
    found = dict(ask_all({"host": questions}, ASKER, seconds=20))
    assert found["0"] is not None
    assert (found["0"].pause, found["0"].status) == (timedelta(seconds=90), 429)
    assert (found["1"], found["2"]) == (None, None)
    assert methods(site) == ["HEAD"]  # and not GET at once


def test_hosts_are_asked_side_by_side_and_each_in_turn(site: Site) -> None:
    meeting, at_once = threading.Barrier(4), dict.fromkeys("0123", 0)

    def answer(host: str) -> Any:
        def slow(handler: BaseHTTPRequestHandler) -> None:
            at_once[host] += 1
            meeting.wait(30)  # until all four hosts are asked
            busy = at_once[host]
            at_once[host] -= 1
            handler.send_response(200 if busy == 1 else 500)
            handler.send_header("Content-Length", "1")
            handler.end_headers()

        return slow

    for host in at_once:
        site.answers[f"/{host}"] = answer(host)
    by_host = {
        host: [Question(f"{host}-{n}", "link", f"{site.url}/{host}") for n in range(2)]
        for host in at_once
    }
    found = dict(ask_all(by_host, ASKER, seconds=60))
    assert len(found) == 8
    assert all(told is not None and told.status == 200 for told in found.values())


def test_what_is_not_asked_within_its_time_is_told_as_such(site: Site) -> None:
    site.answers["/a"] = (200, {}, FILE)
    questions = [Question(str(n), "link", f"{site.url}/a") for n in range(3)]
    assert dict(ask_all({"host": questions}, ASKER, seconds=-1)) == dict.fromkeys("012")
