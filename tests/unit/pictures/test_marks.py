import xml.etree.ElementTree as ET

import pytest

from odms.pictures import marks


@pytest.mark.parametrize(
    "svg",
    [
        marks.sparkline([1, 2, 3]),
        marks.sparkline([]),
        marks.sparkline([None, None]),
        marks.line([3, None, 5, 5]),
        marks.histogram([]),
        marks.histogram([0, 0]),
        marks.histogram([1, 5, 2]),
        marks.bar(0.5),
        marks.bar(7, tone="mid", threshold=0.4),
    ],
)
def test_mark_is_whole_and_holds_neither_text_nor_style(svg: str) -> None:
    root = ET.fromstring(svg)
    for element in root.iter():
        assert element.tag in {"svg", "rect", "polyline", "line"}
        assert "style" not in element.attrib
        assert not (element.text or "").strip()


def test_sparkline_runs_from_lowest_to_highest() -> None:
    assert 'points="0,38 50,20 100,2"' in marks.sparkline([10, 15, 20])


def test_sparkline_leaves_a_gap_where_a_value_is_missing() -> None:
    assert marks.sparkline([1, 2, None, 4, 5]).count("<polyline") == 2


def test_sparkline_of_equal_values_is_flat() -> None:
    assert 'points="0,38 100,38"' in marks.sparkline([4, 4])


def test_line_from_zero_keeps_its_proportion() -> None:
    assert 'points="0,20 100,2"' in marks.line([5, 10], base=0)


def test_histogram_has_one_scale() -> None:
    svg = marks.histogram([2, 4])
    assert 'y="30" width=".88" height="30"' in svg
    assert 'y="0" width=".88" height="60"' in svg


@pytest.mark.parametrize(("share", "width"), [(0, "0%"), (0.5, "50%"), (2, "100%"), (-1, "0%")])
def test_bar_stays_within_its_row(share: float, width: str) -> None:
    assert f'width="{width}"' in marks.bar(share)


def test_bar_draws_the_threshold() -> None:
    assert '<line x1="60%" x2="60%" y1="0" y2="100%"/>' in marks.bar(0.2, threshold=0.6)
