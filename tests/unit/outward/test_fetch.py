"""Fetching from loopback servers: what comes back, and what the guard turns away."""

import hashlib
import ipaddress
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
from factories.loopback import Quiet, answering

from odms.errors import Invalid, Refused, TooLarge, Unreadable
from odms.outward import Limits, fetch, probe
from odms.outward.guard import check_address

LOOPBACK = (ipaddress.ip_network("127.0.0.0/8"),)
BODY = "จังหวัด,ค่า\nลำพูน,1\n".encode("cp874")


class Answers(Quiet, BaseHTTPRequestHandler):
    """A small foreign server with every bad habit the tests need."""

    def do_GET(self) -> None:
        handler = getattr(self, "answer_" + self.path.strip("/").split("/")[0].replace("-", "_"))
        handler()

    def answer_file(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/csv; charset=tis-620")
        self.send_header(
            "Content-Disposition", "attachment; filename*=UTF-8''%E0%B8%84%E0%B9%88%E0%B8%B2.csv"
        )
        self.send_header("Content-Length", str(len(BODY)))
        self.end_headers()
        self.wfile.write(BODY)

    def answer_endless(self) -> None:
        self.send_response(200)
        self.end_headers()
        try:
            while True:
                self.wfile.write(b"0" * 65536)
        except OSError:
            pass  # the other side hung up, as it should

    def answer_circle(self) -> None:
        self.send_response(302)
        self.send_header("Location", "/circle")
        self.end_headers()

    def answer_inside(self) -> None:
        self.send_response(302)
        self.send_header("Location", "http://10.0.0.1/secret")
        self.end_headers()

    def answer_silent(self) -> None:
        threading.Event().wait(1.5)

    def answer_cut(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "100")
        self.end_headers()
        self.wfile.write(b"0")
        self.close_connection = True

    def answer_told_huge(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(2 << 30))
        self.end_headers()

    def answer_missing(self) -> None:
        self.send_error(404)


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    with answering(Answers) as url:
        yield url


def test_fetch_keeps_the_bytes_and_the_thai_name(site: str, tmp_path: Path) -> None:
    fetched = fetch(f"{site}/file", tmp_path / "f", allowed=LOOPBACK)
    assert (tmp_path / "f").read_bytes() == BODY
    assert fetched.sha256 == hashlib.sha256(BODY).hexdigest()
    assert (fetched.name, fetched.media_type, fetched.size_bytes) == (
        "ค่า.csv",
        "text/csv",
        len(BODY),
    )


@pytest.mark.parametrize(
    ("path", "limits", "kind", "code"),
    [
        ("endless", Limits(max_bytes=1_000_000), TooLarge, "outward.too_large"),
        ("told-huge", Limits(max_bytes=1_000_000), TooLarge, "outward.too_large"),
        ("cut", Limits(), Unreadable, "outward.broke_off"),
        ("circle", Limits(max_redirects=3), Unreadable, "outward.redirects"),
        ("inside", Limits(), Invalid, "outward.private_address"),
        ("silent", Limits(read_timeout_s=0.3), Unreadable, "outward.too_slow"),
        ("missing", Limits(), Unreadable, "outward.status"),
    ],
)
def test_fetch_refuses(
    site: str, tmp_path: Path, path: str, limits: Limits, kind: type[Refused], code: str
) -> None:
    with pytest.raises(kind) as refusal:
        fetch(f"{site}/{path}", tmp_path / "f", limits=limits, allowed=LOOPBACK)
    assert refusal.value.code == code


def test_who_cannot_be_asked_is_told_in_plain_words(site: str, tmp_path: Path) -> None:
    told = {
        "http://127.0.0.1:9/x": "outward.not_listening",
        "http://nobody.invalid/x": "outward.no_such_host",
        site.replace("http", "https"): "outward.no_tls",
    }
    for url, code in told.items():
        with pytest.raises(Unreadable) as refusal:
            fetch(url, tmp_path / "f", allowed=LOOPBACK)
        assert refusal.value.code == code


def test_fetch_refuses_loopback_by_name_and_number(site: str, tmp_path: Path) -> None:
    port = site.rsplit(":", 1)[1]
    for host in ("127.0.0.1", "localhost", "[::1]", "0.0.0.0", "2130706433"):
        with pytest.raises(Refused) as refusal:
            fetch(f"http://{host}:{port}/file", tmp_path / "f")
        assert refusal.value.code == "outward.private_address", host


def test_fetch_refuses_other_schemes(tmp_path: Path) -> None:
    for url in ("file:///etc/passwd", "ftp://example.org/x", "gopher://example.org"):
        with pytest.raises(Invalid) as refusal:
            fetch(url, tmp_path / "f")
        assert refusal.value.code == "outward.not_http"


def test_fetch_refuses_names_and_passwords_in_addresses(tmp_path: Path) -> None:
    for url in ("https://me:secret@example.org/x", "https://me@example.org/x"):
        with pytest.raises(Invalid) as refusal:
            fetch(url, tmp_path / "f")
        assert refusal.value.code == "outward.credentials"


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",
     "224.0.0.1", "::1", "fe80::1", "fc00::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1"],
)  # fmt: skip
def test_check_address_turns_away_what_is_not_public(address: str) -> None:
    with pytest.raises(Invalid):
        check_address(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700:4700::1111", "203.150.1.1"])
def test_check_address_lets_public_ones_pass(address: str) -> None:
    check_address(ipaddress.ip_address(address))


def test_probe_tells_the_status_and_reads_no_body(site: str) -> None:
    told = probe(f"{site}/endless", allowed=LOOPBACK)
    assert (told.status, told.url) == (200, f"{site}/endless")
    assert probe(f"{site}/file", allowed=LOOPBACK).media_type == "text/csv"
    assert probe(f"{site}/missing", allowed=LOOPBACK).status == 404


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("circle", "outward.redirects"),
        ("inside", "outward.private_address"),
        ("silent", "outward.too_slow"),
    ],
)
def test_probe_refuses(site: str, path: str, code: str) -> None:
    with pytest.raises(Refused) as refusal:
        probe(f"{site}/{path}", limits=Limits(read_timeout_s=0.3), allowed=LOOPBACK)
    assert refusal.value.code == code
