"""Indicators follow from what the centre computes, and keep their course."""

from datetime import timedelta

import pytest
from factories.cases import published
from factories.centre import AT, Centre

from odms.errors import Conflict, Invalid
from odms.programme import actions, queries
from odms.programme.models import Indicator
from odms.programme.queries.measuring import SOURCES, Measuring

# baselines as the survey of 2565 reported them
BASELINES = {
    "publishing": 0.813,
    "process-quality": 0.716,
    "process-format": 0.528,
    "process-monitoring": 0.557,
    "process-channels": 0.852,
    "satisfaction": 3.97,
}

# means of the members of the OECD that the source publishes; None: it does not
MEANS = {
    "oecd-dgi": [0.61, 0.68, None, None, None, None, None],
    "ourdata-2023": [0.48, 0.48, 0.59, 0.37],
}


def test_baselines_are_those_of_the_survey_and_no_target_is_given(db: None) -> None:
    found = queries.list_indicators()
    assert {one.code: one.baseline for one in found if one.baseline} == BASELINES
    assert {one.baseline_year for one in found if one.baseline} == {2565}
    assert [one.code for one in found if one.target is not None] == []


def test_means_of_the_oecd_are_told_where_they_are_published(db: None) -> None:
    told = {
        one.framework.code: [of.peer_mean for of in (one.whole, *one.dimensions)]
        for one in queries.list_oecd()
    }
    assert told == MEANS


def test_every_source_can_be_measured(centre: Centre) -> None:
    measuring = Measuring(AT)
    for source in Indicator.objects.values_list("source", flat=True):
        measuring.measure(source)
    assert set(SOURCES) <= set(Indicator.objects.values_list("source", flat=True))
    with pytest.raises(KeyError):
        measuring.measure("mark/oecd-dgi/none")


def test_value_follows_what_happened_and_its_course_is_kept(centre: Centre) -> None:
    actions.measure(at=AT)
    before = queries.get_indicator("publishing")
    assert (before.value, before.n, before.of) == (0, 0, 2)
    published(centre)
    changed = actions.measure(at=AT + timedelta(days=1))
    now = queries.get_indicator("publishing")
    assert changed["publishing"] == 0.5
    assert (now.value, now.n, now.of, now.now) == (0.5, 1, 2, 0.5)
    assert [value for _, value in queries.course(now)] == [0, 0.5]
    assert queries.get_indicator("datasets-state").value == 1
    assert actions.measure(at=AT + timedelta(days=2)) == {}
    assert len(queries.course(now)) == 2


def test_a_dimension_without_answers_has_no_value(centre: Centre) -> None:
    actions.measure(at=AT)
    one = queries.get_indicator("oecd-dgi-digital-by-design")
    assert (one.value, one.n, one.of) == (None, 0, 1)


def test_centre_says_where_it_stands_where_nothing_is_computed(centre: Centre) -> None:
    actions.measure(at=AT)
    silent = queries.get_indicator("oecd-dgi-digital-by-design")
    with pytest.raises(Invalid):
        actions.declare_value(by=centre.admin, indicator=silent, value=0.4, note="", at=AT)
    said = actions.declare_value(
        by=centre.admin, indicator=silent, value=0.4, note="ประเมินโดยคณะทำงาน", at=AT
    )
    assert (said.now, said.is_declared) == (0.4, True)
    with pytest.raises(Conflict):
        actions.declare_value(
            by=centre.admin,
            indicator=queries.get_indicator("publishing"),
            value=0.9,
            note="มีแล้ว",
            at=AT,
        )


def test_target_is_the_centres(centre: Centre) -> None:
    one = queries.get_indicator("ourdata-availability")
    actions.set_target(by=centre.admin, indicator=one, target=0.6, target_year=2570, at=AT)
    (_, ourdata) = queries.list_oecd()
    dimension = ourdata.dimensions[0]
    assert (dimension.indicator.target, dimension.indicator.target_year) == (0.6, 2570)
    with pytest.raises(Invalid):
        actions.set_target(by=centre.admin, indicator=one, target=1.2, at=AT)
