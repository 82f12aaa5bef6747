"""Logs and trackers' files of others: what is understood, and that nothing hostile ends the reading."""

import gzip
import json
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odms.errors import TooLarge, Unreadable
from odms.usage import logs
from odms.usage.logs import Hit, Total

ZONE = ZoneInfo("Asia/Bangkok")
AT = 1795402800  # ten o'clock of 23 November 2026 in Bangkok
NOW = AT + 3600

HEAD = '203.0.113.5 - - [23/Nov/2026:10:00:00 +0700] "GET /dataset/beds HTTP/1.1" 200 512'
CADDY = {
    "ts": AT + 0.5,
    "request": {
        "remote_ip": "203.0.113.5",
        "method": "GET",
        "host": "data.x.go.th",
        "uri": "/a?b=1",
        "headers": {"User-Agent": ["curl/8"]},
    },
    "status": 200,
}
NGINX = {
    "time_local": "23/Nov/2026:10:00:00 +0700",
    "remote_addr": "203.0.113.5",
    "request": "GET /a HTTP/1.1",
    "status": "304",
    "http_user_agent": "Firefox",
}
CLOUDFRONT = {
    "date": "2026-11-23",
    "time": "03:00:00",
    "c-ip": "203.0.113.5",
    "cs-method": "HEAD",
    "cs-uri-stem": "/a",
    "cs-uri-query": "b=1",
    "sc-status": 200,
    "cs(User-Agent)": "Mozilla/5.0%20(X11)",
}
ISO = {"time": "2026-11-23T10:00:00", "client_ip": "::1", "url": "https://x.go.th/a", "status": 200}

# lines of a file, its kind, and what is understood of them
FILES = [
    (HEAD, "common", [Hit(AT, "/dataset/beds", remote="203.0.113.5")]),
    (f'{HEAD} "-" "Mozilla \\"5\\""', "common",
     [Hit(AT, "/dataset/beds", remote="203.0.113.5", agent='Mozilla \\"5\\"')]),
    (f"x.go.th:443 {HEAD}", "common",
     [Hit(AT, "/dataset/beds", host="x.go.th", remote="203.0.113.5")]),
    (HEAD.replace("- - [", "- somchai ["), "common",
     [Hit(AT, "/dataset/beds", remote="203.0.113.5", user="somchai")]),
    (f"{HEAD}\nrubbish\n\n{HEAD[:60]}", "common",
     [Hit(AT, "/dataset/beds", remote="203.0.113.5"), "unreadable", "unreadable"]),
    (HEAD + "\n" + HEAD.replace("23/Nov", "31/Feb"), "common",
     [Hit(AT, "/dataset/beds", remote="203.0.113.5"), "time"]),
    (HEAD + "\n" + HEAD.replace("2026", "2099") + "\n" + HEAD.replace("2026", "1969"), "common",
     [Hit(AT, "/dataset/beds", remote="203.0.113.5"), "time", "time"]),
    (HEAD + "\n" + HEAD.replace("GET /dataset/beds HTTP/1.1", "\\x16\\x03"), "common",
     [Hit(AT, "/dataset/beds", remote="203.0.113.5"), "request"]),
    (HEAD + "\n" + "x" * 200_000 + "\n" + HEAD, "common",
     [Hit(AT, "/dataset/beds", remote="203.0.113.5"), "too-long",
      Hit(AT, "/dataset/beds", remote="203.0.113.5")]),
    (json.dumps(CADDY), "json",
     [Hit(AT + 0.5, "/a?b=1", host="data.x.go.th", remote="203.0.113.5", agent="curl/8")]),
    (json.dumps(NGINX), "json",
     [Hit(AT, "/a", status=304, remote="203.0.113.5", agent="Firefox")]),
    (json.dumps(CLOUDFRONT), "json",
     [Hit(AT, "/a?b=1", method="HEAD", remote="203.0.113.5", agent="Mozilla/5.0 (X11)")]),
    (json.dumps(ISO) + "\n{\n[]\n" + json.dumps(ISO | {"status": "x"}), "json",
     [Hit(AT, "https://x.go.th/a", remote="::1"), "unreadable", "unreadable", "unreadable"]),
    ("#Version: 1.0\n#Fields: date time c-ip cs-method cs-uri-stem sc-status\n"
     "2026-11-23\t03:00:00\t203.0.113.5\tGET\t/a\t200\nshort", "w3c",
     [Hit(AT, "/a", remote="203.0.113.5"), "unreadable"]),
    ("user_key,url,tracking_type,access_timestamp\n"
     'abc,"https://x.go.th/dataset/beds",page,2026-11-23 10:00:00\nabc,/f,resource,?\n',
     "tracking-raw",
     [Hit(AT, "https://x.go.th/dataset/beds", host="x.go.th", user="abc"), "time"]),
    ("url,package_id,tracking_type,count,running_total,recent_views,tracking_date\n"
     "/dataset/beds,p1,page,7,9,9,2026-11-23\n", "tracking-summary",
     [Hit(AT - 36_000, "/dataset/beds", package="p1", n=7)]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "kind", "told"), FILES)
def test_read(tmp_path: Path, text: str, kind: str, told: list[logs.Told]) -> None:
    for number, content in enumerate(
        (text.encode(), gzip.compress(text.encode()), b"\xef\xbb\xbf" + text.encode())
    ):
        path = tmp_path / f"log{number}"
        path.write_bytes(content)
        assert logs.recognise(path) == kind
        assert list(logs.read(path, kind, ZONE, NOW)) == told


def test_utf_16_of_windows(tmp_path: Path) -> None:
    path = tmp_path / "log"
    path.write_bytes(f"{HEAD}\r\n{HEAD}\r\n".encode("utf-16"))
    assert logs.recognise(path) == "common"
    assert (
        list(logs.read(path, "common", ZONE, NOW))
        == [Hit(AT, "/dataset/beds", remote="203.0.113.5")] * 2
    )


def test_totals_of_packages(tmp_path: Path) -> None:
    summary = {"total": 90, "recent": 12}
    resource = {"id": "r1", "tracking_summary": {"total": 5, "recent": 1}}
    package = {"name": "beds", "tracking_summary": summary, "resources": [resource, {"id": "r2"}]}
    path = tmp_path / "package.json"
    for told in (package, {"success": True, "result": package}, {"result": {"results": [package]}}):
        path.write_text(json.dumps(told, indent=1))
        assert logs.recognise(path) == "tracking-totals"
        assert logs.read_totals(path) == [Total("beds", 90, 12), Total("r1", 5, 1, True)]


@pytest.mark.parametrize("content", [b"", b"\x00" * 5000, b"a,b\n1,2\n", b"\x1f\x8bxx", b"{}"])
def test_no_log(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "log"
    path.write_bytes(content)
    with pytest.raises(Unreadable):
        kind = logs.recognise(path)
        assert kind == "tracking-totals"
        logs.read_totals(path)


def test_gzip_bomb_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logs, "_PACKED_FREELY", 1 << 20)
    path = tmp_path / "log"
    path.write_bytes(gzip.compress(f"{HEAD}\n".encode() * 200_000))
    with pytest.raises(TooLarge):
        list(logs.read(path, "common", ZONE, NOW))


@pytest.mark.parametrize("text", [f"{HEAD}\n".encode() * 200_000, b"x" * (4 << 20)])
@pytest.mark.parametrize("code", ["utf-8", "utf-16"])
def test_gzip_bomb_is_stopped_in_any_shape(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: bytes, code: str
) -> None:
    monkeypatch.setattr(logs, "_PACKED_FREELY", 1 << 20)
    monkeypatch.setattr(logs, "MAX_RATIO", 1)
    path = tmp_path / "log"
    path.write_bytes(gzip.compress(text.decode().encode(code)))
    with pytest.raises(TooLarge):
        list(logs.read(path, "common", ZONE, NOW))


HOSTILE = {
    "a status without end": (
        "json",
        '{"time": "2026-11-23T10:00:00Z", "uri": "/a", "status": 1e999}',
    ),
    "a count of nought": ("tracking-summary", "url,tracking_date,count\n/a,2026-11-23,0"),
    "a count that none can be": (
        "tracking-summary",
        f"url,tracking_date,count\n/a,2026-11-23,{10**19}",
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_line_costs_one_refusal(tmp_path: Path, name: str) -> None:
    kind, text = HOSTILE[name]
    path = tmp_path / "log"
    path.write_text(text)
    [told] = logs.read(path, kind, ZONE, NOW)
    assert told in ("unreadable", "count")


@pytest.mark.parametrize("total", ["1e999", "-5", str(10**30), "null"])
def test_total_that_none_can_be(tmp_path: Path, total: str) -> None:
    path = tmp_path / "package.json"
    path.write_text(f'{{"name": "beds", "tracking_summary": {{"total": {total}, "recent": 1}}}}')
    with pytest.raises(Unreadable):
        logs.read_totals(path)


def test_spoilt_gzip_tells_what_it_held(tmp_path: Path) -> None:
    path = tmp_path / "log"
    packed = bytearray(gzip.compress(f"{HEAD}\n".encode() * 50_000, compresslevel=1))
    packed[len(packed) // 2 :] = bytes(len(packed) - len(packed) // 2)
    path.write_bytes(packed)
    assert list(logs.read(path, "common", ZONE, NOW))[-1] == "unreadable"


def test_cut_off_gzip_tells_what_it_held(tmp_path: Path) -> None:
    path = tmp_path / "log"
    lines = "".join(f'{HEAD} "-" "{n * 7919 % 9973}"\n' for n in range(5000))
    path.write_bytes(gzip.compress(lines.encode())[:-500])
    told = list(logs.read(path, "common", ZONE, NOW))
    assert len(told) > 1000
    assert told[-1] == "unreadable"


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(content=st.binary(max_size=400), kind=st.sampled_from(sorted(logs._READERS)))
def test_hostile_lines_are_told_and_end_nothing(tmp_path: Path, content: bytes, kind: str) -> None:
    path = tmp_path / "log"
    path.write_bytes(content)
    for told in logs.read(path, kind, ZONE, NOW):
        assert isinstance(told, Hit | str)


_JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from([*sum(logs._NAMES.values(), ()), "request", "headers", "date", "User-Agent"]),
        inner, max_size=6),
    max_leaves=20,
)  # fmt: skip


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(record=_JSON)
def test_hostile_records_are_told(tmp_path: Path, record: object) -> None:
    path = tmp_path / "log"
    path.write_text(json.dumps(record) + "\n")
    for told in logs.read(path, "json", ZONE, NOW):
        assert isinstance(told, Hit | str)
