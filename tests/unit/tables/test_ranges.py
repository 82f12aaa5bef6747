from datetime import UTC, datetime
from typing import Any

import pytest

from odms.tables import ranges

ETAG = "ab" * 32
AT = datetime(2026, 11, 23, 9, 30, 15, 123456, tzinfo=UTC)
DATE = "Mon, 23 Nov 2026 09:30:15 GMT"
LATER = "Tue, 24 Nov 2026 00:00:00 GMT"
BEFORE = "Sun, 22 Nov 2026 00:00:00 GMT"

# headers asked with: status, first byte, number of bytes, Content-Range
ANSWERS: list[tuple[dict[str, str], int, int, int, str | None]] = [
    ({}, 200, 0, 1000, None),
    ({"Range": "bytes=0-99"}, 206, 0, 100, "bytes 0-99/1000"),
    ({"Range": "bytes=990-"}, 206, 990, 10, "bytes 990-999/1000"),
    ({"Range": "bytes=900-5000"}, 206, 900, 100, "bytes 900-999/1000"),
    ({"Range": "bytes=-10"}, 206, 990, 10, "bytes 990-999/1000"),
    ({"Range": "bytes=-5000"}, 206, 0, 1000, "bytes 0-999/1000"),
    ({"Range": "bytes=1000-"}, 416, 0, 0, "bytes */1000"),
    ({"Range": "bytes=-0"}, 416, 0, 0, "bytes */1000"),
    ({"Range": "bytes=9-5"}, 200, 0, 1000, None),
    ({"Range": "bytes=0-1,5-6"}, 200, 0, 1000, None),
    ({"Range": "rows=0-1"}, 200, 0, 1000, None),
    ({"Range": "bytes=-"}, 200, 0, 1000, None),
    ({"Range": "bytes=0-99", "If-Range": f'"{ETAG}"'}, 206, 0, 100, "bytes 0-99/1000"),
    ({"Range": "bytes=0-99", "If-Range": '"old"'}, 200, 0, 1000, None),
    ({"Range": "bytes=0-99", "If-Range": f'W/"{ETAG}"'}, 200, 0, 1000, None),
    ({"Range": "bytes=0-99", "If-Range": DATE}, 206, 0, 100, "bytes 0-99/1000"),
    ({"Range": "bytes=0-99", "If-Range": BEFORE}, 200, 0, 1000, None),
    ({"If-None-Match": f'"{ETAG}"'}, 304, 0, 0, None),
    ({"If-None-Match": f'"old", W/"{ETAG}"'}, 304, 0, 0, None),
    ({"If-None-Match": "*"}, 304, 0, 0, None),
    ({"If-None-Match": '"old"'}, 200, 0, 1000, None),
    ({"If-None-Match": '"old"', "If-Modified-Since": LATER}, 200, 0, 1000, None),
    ({"If-Modified-Since": DATE}, 304, 0, 0, None),
    ({"If-Modified-Since": BEFORE}, 200, 0, 1000, None),
    ({"If-Modified-Since": "yesterday"}, 200, 0, 1000, None),
]


def part(asked: dict[str, str], **about: Any) -> ranges.Part:
    known: dict[str, Any] = {"size_bytes": 1000, "etag": ETAG, "last_modified": AT} | about
    return ranges.part(asked, **known)


@pytest.mark.parametrize(("asked", "status", "start", "length", "said"), ANSWERS)
def test_part(
    asked: dict[str, str], status: int, start: int, length: int, said: str | None
) -> None:
    found = part(asked)
    assert (found.status, found.start, found.length) == (status, start, length)
    assert found.headers.get("Content-Range") == said


def test_part_carries_validators_and_digests() -> None:
    headers = part({}).headers
    assert headers["ETag"] == f'"{ETAG}"'
    assert headers["Last-Modified"] == DATE
    assert headers["Repr-Digest"] == "sha-256=:q6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6s=:"
    assert headers["Accept-Ranges"] == "bytes"


def test_part_of_an_empty_file() -> None:
    assert part({}, size_bytes=0) == ranges.Part(
        200, {**part({}).headers, "Content-Length": "0"}, 0, 0
    )
    assert part({"Range": "bytes=0-"}, size_bytes=0).status == 416


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("a.csv", "attachment; filename=\"a.csv\"; filename*=UTF-8''a.csv"),
        (
            "ฝุ่น-v1.csv",
            "attachment; filename=\"-v1.csv\"; filename*=UTF-8''"
            "%E0%B8%9D%E0%B8%B8%E0%B9%88%E0%B8%99-v1.csv",
        ),
        (
            "ฝุ่น.csv",
            "attachment; filename=\"data.csv\"; filename*=UTF-8''%E0%B8%9D%E0%B8%B8%E0%B9%88%E0%B8%99.csv",
        ),
        ('a"b\r\nc.csv', "attachment; filename=\"a_b_c.csv\"; filename*=UTF-8''a%22b%0D%0Ac.csv"),
    ],
)
def test_disposition(name: str, said: str) -> None:
    assert ranges.disposition(name) == said
