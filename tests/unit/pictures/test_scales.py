import pytest
from hypothesis import given
from hypothesis import strategies as st

from odms.pictures import scales


@pytest.mark.parametrize(
    ("span", "n", "step"),
    [(10, 5, 2), (21.8, 5, 5), (1, 4, 0.25), (90, 5, 20), (1_000_000, 5, 200_000), (0, 5, 1)],
)
def test_round_step(span: float, n: int, step: float) -> None:
    assert scales.round_step(span, n) == step


def test_class_edges_are_even_for_even_values() -> None:
    assert scales.class_edges([9.4, 11, 14, 16, 20, 22, 25, 28, 31.2]) == [10, 15, 20, 25]


def test_class_edges_are_fifths_where_one_value_towers() -> None:
    values = [*range(10, 80), 5_000_000]
    assert scales.class_edges(values) == [24, 38, 52, 66]


@pytest.mark.parametrize("values", [[], [3.0], [7, 7, 7]])
def test_class_edges_of_nothing_to_tell_apart(values: list[float]) -> None:
    assert scales.class_edges(values) == []


@pytest.mark.parametrize(("value", "level"), [(5, 1), (10, 1), (10.1, 2), (25, 4), (99, 5)])
def test_class_of(value: float, level: int) -> None:
    assert scales.class_of(value, [10, 15, 20, 25]) == level


@given(st.lists(st.floats(-1e9, 1e9), min_size=1, max_size=90))
def test_every_value_has_a_class(values: list[float]) -> None:
    edges = scales.class_edges(values)
    assert edges == sorted(edges)
    assert {scales.class_of(value, edges) for value in values} <= {1, 2, 3, 4, 5}
