"""Use outside the portal: an agency's log is counted once, apart, and nothing of a visitor is kept."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from factories.cases import published
from factories.centre import AT, Centre

from odms.catalogue import queries as catalogue
from odms.errors import Conflict, Forbidden, Unreadable
from odms.ledger.models import Entry
from odms.usage import actions, queries
from odms.usage.models import ClosedDay, DatasetDay, Import

HEAD = (
    '203.0.113.{n} - - [23/Nov/2026:10:{time} +0700] "GET {path} HTTP/1.1" {status} 9 "-" "{agent}"'
)
BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(queries.counts, "journal_folder", lambda: tmp_path / "usage")
    monkeypatch.setattr(queries, "journal_folder", lambda: tmp_path / "usage")
    (tmp_path / "usage").mkdir()
    return tmp_path / "usage"


@pytest.fixture
def dataset(centre: Centre) -> Any:
    return catalogue.get_dataset(published(centre).dataset.slug)


def line(time: str, path: str, n: int = 1, status: int = 200, agent: str = BROWSER) -> str:
    return HEAD.format(n=n, time=time, path=path, status=status, agent=agent)


def lines_of(dataset: Any) -> list[str]:
    page = f"/th/dataset/{dataset.slug}"
    return [
        line("00:00", page),
        line("00:20", page),  # a double click
        line("05:00", f"{page}/resource/x/download/file.csv"),
        line("06:00", page, n=2, agent="Googlebot/2.1"),
        line("07:00", page, n=3, agent="python-requests/2.32"),
        line("08:00", page, n=4, status=404),
        line("09:00", "/style.css", n=5),
        line("09:01", "/dataset/unknown?x=1", n=5),
        line("09:02", "/dataset/unknown", n=5),
        "rubbish",
    ]


def brought(centre: Centre, path: Path, text: str | list[str], name: str = "access.log") -> Import:
    path = path / name
    path.write_text(text if isinstance(text, str) else "\n".join(text) + "\n")
    log = actions.receive_log(by=centre.steward, agency=centre.agency, path=path, name=name, at=AT)
    return actions.count_log(log=log, at=AT)


def test_log_is_counted_apart_and_in_all(centre: Centre, dataset: Any, tmp_path: Path) -> None:
    log = brought(centre, tmp_path, lines_of(dataset))
    assert (log.state, log.kind, log.n_lines, log.n_counted) == ("counted", "common", 10, 5)
    assert (log.refused, log.n_unmatched) == ({"status": 1, "unreadable": 1}, 3)
    assert log.unmatched == [["/dataset/unknown", 2]]
    assert log.by_kind == {"view": 4, "download": 1}
    assert str(log.first_day) == str(log.last_day) == "2026-11-23"
    assert queries.of_dataset(dataset, at=AT) == {"view": 2, "download": 1}
    assert queries.by_channel(centre.agency, at=AT) == {"site": {"view": 2, "download": 1}}
    assert queries.by_access(centre.agency, at=AT) == {
        "regular": {"view": 1, "download": 1},
        "machine": {"view": 1},
        "robot": {"view": 1},
    }
    assert queries.metrics([dataset.id], queries.Span.last_days(AT)) == {}  # of this centre alone
    verbs = Entry.objects.filter(verb__startswith="usage.").values_list("verb", flat=True)
    assert sorted(verbs) == ["usage.log-counted", "usage.log-received"]


def test_nothing_of_a_visitor_is_kept(
    centre: Centre, dataset: Any, tmp_path: Path, folder: Path
) -> None:
    log = brought(centre, tmp_path, lines_of(dataset))
    assert not queries.file_of(log).exists()
    kept = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    assert b"203.0.113" not in kept and b"Firefox" not in kept


def test_same_file_and_same_lines_count_once(centre: Centre, dataset: Any, tmp_path: Path) -> None:
    lines = lines_of(dataset)
    brought(centre, tmp_path, lines)
    with pytest.raises(Conflict):
        brought(centre, tmp_path, lines, "again.log")
    more = [*lines, line("30:00", f"/dataset/{dataset.slug}", n=9)]
    brought(centre, tmp_path, more, "rotated.log")
    assert queries.of_dataset(dataset, at=AT) == {"view": 3, "download": 1}


def test_work_that_broke_off_is_done_again(
    centre: Centre, dataset: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from odms.usage.actions import importing

    with monkeypatch.context() as patched:
        patched.setattr(importing, "_end", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            brought(centre, tmp_path, lines_of(dataset))
    assert Import.objects.get().state == "waiting"
    assert actions.count_logs(at=AT) == 1
    assert queries.of_dataset(dataset, at=AT) == {"view": 2, "download": 1}
    assert actions.count_logs(at=AT) == 0


def test_trial_counts_nothing(centre: Centre, dataset: Any, tmp_path: Path, folder: Path) -> None:
    path = tmp_path / "access.log"
    path.write_text("\n".join(lines_of(dataset)))
    tally = actions.try_log(by=centre.steward, agency=centre.agency, path=path, at=AT)
    assert (tally.n_lines, tally.n_counted) == (10, 5)
    assert list(folder.iterdir()) == []
    assert not DatasetDay.objects.exists() and not Import.objects.exists()


def test_closed_day_takes_no_more(centre: Centre, dataset: Any, tmp_path: Path) -> None:
    ClosedDay.objects.create(day="2026-11-23", source=centre.agency.id, at=AT)
    log = brought(centre, tmp_path, lines_of(dataset))
    assert (log.n_counted, log.refused["closed"]) == (0, 8)


def test_summary_of_a_tracker_that_comes_twice(
    centre: Centre, dataset: Any, tmp_path: Path
) -> None:
    head = "url,package_id,tracking_type,count,running_total,recent_views,tracking_date\n"
    first = f"/dataset/{dataset.slug},x,page,7,9,9,2026-11-22\n"
    brought(centre, tmp_path, head + first, "one.csv")
    more = first.replace(",7,", ",8,") + first.replace("-22", "-23").replace(",7,", ",2,")
    brought(centre, tmp_path, head + more, "two.csv")
    assert [counts for _, counts in queries.by_day(centre.agency, at=AT, days=2)] == [
        {"view": 8},
        {"view": 2},
    ]
    assert DatasetDay.objects.first().n_unique_investigations == 0  # a tracker tells no sessions


def test_totals_tell_what_came_since(centre: Centre, dataset: Any, tmp_path: Path) -> None:
    package = '{{"name": "{}", "tracking_summary": {{"total": {}, "recent": 3}}}}'
    brought(centre, tmp_path, package.format(dataset.slug, 100), "one.json")
    assert queries.of_dataset(dataset, at=AT) == {"view": 3}
    brought(centre, tmp_path, package.format(dataset.slug, 140), "two.json")
    assert queries.of_dataset(dataset, at=AT) == {"view": 43}
    brought(centre, tmp_path, package.format(dataset.slug, 5), "three.json")
    assert queries.of_dataset(dataset, at=AT) == {"view": 48}


def test_only_the_agencys_stewards_bring_logs(centre: Centre, tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_text("rubbish")
    given = {"path": path, "name": "x", "at": AT + timedelta(days=1)}
    with pytest.raises(Forbidden):
        actions.receive_log(by=centre.steward, agency=centre.other_agency, **given)
    with pytest.raises(Unreadable):
        actions.receive_log(by=centre.steward, agency=centre.agency, **given)


def test_file_that_breaks_us_is_refused_and_goes(
    centre: Centre, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("a fault of ours")

    path = tmp_path / "log"
    path.write_text(line("00:00", "/a") + "\n")
    log = actions.receive_log(by=centre.steward, agency=centre.agency, path=path, name="log", at=AT)
    monkeypatch.setattr("odms.usage.actions.importing._read", broken)
    assert actions.count_logs(at=AT) == 1
    log.refresh_from_db()
    assert (log.state, log.trouble["code"]) == ("refused", "usage.log_failed")
    assert not queries.file_of(log).exists()


def test_paths_of_a_log_are_kept_as_text(centre: Centre, tmp_path: Path) -> None:
    text = '{"time": "2026-11-23T10:00:00+07:00", "uri": "/a\\u0000\\ud800", "status": 200}'
    log = brought(centre, tmp_path, text)
    assert [place for place, _ in log.unmatched] == ["/a?"]


def test_file_that_is_lost_is_refused_and_can_come_again(
    centre: Centre, dataset: Any, tmp_path: Path
) -> None:
    path = tmp_path / "access.log"
    path.write_text("\n".join(lines_of(dataset)))
    given = {"agency": centre.agency, "path": path, "name": "access.log", "at": AT}
    log = actions.receive_log(by=centre.steward, **given)
    queries.file_of(log).unlink()
    actions.count_logs(at=AT)
    log.refresh_from_db()
    assert (log.state, log.trouble["code"]) == ("refused", "usage.log_lost")
    again = actions.receive_log(by=centre.steward, **given)
    assert actions.count_log(log=again, at=AT).state == "counted"
