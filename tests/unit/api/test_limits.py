"""Counting calls in a file that several processes share."""

from pathlib import Path

from odms.api.limits import WINDOW_S, Counter


def test_count_is_by_caller_and_window(tmp_path: Path) -> None:
    counter = Counter(tmp_path / "calls")
    told = [counter.count("a", 2, now) for now in (0.0, 1.0, 59.9)]
    assert [(one.remaining, one.is_over, one.reset_s) for one in told] == [
        (1, False, 60),
        (0, False, 59),
        (0, True, 1),
    ]
    assert counter.count("b", 2, 59.9).remaining == 1
    assert counter.count("a", 2, float(WINDOW_S)).remaining == 1


def test_count_is_shared_by_processes(tmp_path: Path) -> None:
    first, second = Counter(tmp_path / "calls"), Counter(tmp_path / "calls")
    first.count("a", 5, 0.0)
    assert second.count("a", 5, 0.0).remaining == 3


def test_headers_say_both_styles_and_when_to_come_again(tmp_path: Path) -> None:
    counter = Counter(tmp_path / "calls")
    assert counter.count("a", 1, 30.0).headers == {
        "RateLimit-Policy": '"default";q=1;w=60',
        "RateLimit": '"default";r=0;t=30',
        "RateLimit-Limit": "1",
        "RateLimit-Remaining": "0",
        "RateLimit-Reset": "30",
    }
    assert counter.count("a", 1, 30.0).headers["Retry-After"] == "30"
