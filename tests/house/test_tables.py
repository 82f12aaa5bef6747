"""The tables of the rules name nothing that is not there: states, deeds, verbs, parts, sentences."""

from odms.catalogue.rules import DATASET_STATES
from odms.definitions import document, national
from odms.definitions.messages import catalogue
from odms.harvest.rules import NOTICES as HARVEST_NOTICES
from odms.harvest.rules import RUN_DEEDS, RUN_STATES, SOURCE_DEEDS, SOURCE_STATES
from odms.intake.rules import DEEDS, KEPT
from odms.lake.protection.measures import MEASURES
from odms.ledger.rules import VERBS
from odms.people.rules import IN_PERSON, PERMISSIONS, ROLES, sectors
from odms.people.rules.notices import KINDS, OVERDUE, kind_of
from odms.people.rules.webhooks import EVENTS
from odms.publication.rules import (
    CASE_STATES,
    EDITS,
    GATES,
    NOTICES,
    ON_WITHDRAWAL,
    OPEN_STATES,
    PUBLIC_VERBS,
    TRANSITIONS,
)


def test_every_case_state_is_reached_and_known() -> None:
    assert {"draft"} | {move.after for move in TRANSITIONS.values()} == set(CASE_STATES)
    assert {state for move in TRANSITIONS.values() for state in move.before} <= set(CASE_STATES)
    assert {state for states in EDITS.values() for state in states} <= set(CASE_STATES)
    assert set(OPEN_STATES) <= set(CASE_STATES)


def test_withdrawal_moves_cases_as_the_transitions_allow() -> None:
    assert "withdrawn" in DATASET_STATES
    assert [s for s, deed in ON_WITHDRAWAL.items() if s not in TRANSITIONS[deed].before] == []


def test_every_deed_has_a_permission_and_a_verb() -> None:
    assert {move.permission for move in TRANSITIONS.values()} <= set(PERMISSIONS)
    assert {move.verb for move in TRANSITIONS.values()} <= set(VERBS)
    assert set(PUBLIC_VERBS) <= set(VERBS)
    assert set(IN_PERSON) <= set(PERMISSIONS)
    assert set(GATES.values()) <= set(TRANSITIONS)


def test_every_part_is_one_that_somebody_plays() -> None:
    parts = {"anyone", "user", "admin", "centre-auditor", *ROLES}
    assert {part for may in PERMISSIONS.values() for part in may} == parts


def test_every_deed_tells_somebody_in_a_sentence() -> None:
    assert set(NOTICES) == set(TRANSITIONS) | {"open", "approve-by-order", "need-person"}
    assert {news.code for news in NOTICES.values()} <= set(catalogue())
    assert {part for news in NOTICES.values() for part in news.to} == {
        "steward",
        "approver",
        "submitter",
        "decider",
    }


def test_every_state_of_sources_and_runs_is_reached_and_known() -> None:
    for deeds, states, first in (
        (SOURCE_DEEDS, SOURCE_STATES, "proposed"),
        (RUN_DEEDS, RUN_STATES, "waiting"),
    ):
        assert {first} | {move.after for move in deeds.values()} == set(states)
        assert {state for move in deeds.values() for state in move.before} <= set(states)
        assert {move.permission for move in deeds.values()} <= set(PERMISSIONS)
        assert {move.verb for move in deeds.values()} - {""} <= set(VERBS)


def test_every_notice_of_a_source_is_told_in_a_sentence() -> None:
    assert {news.code for news in HARVEST_NOTICES.values()} <= set(catalogue())
    parts = {part for news in HARVEST_NOTICES.values() for part in news.to}
    assert parts == {"admin", "steward", "proposer"}


def test_every_notice_is_of_a_kind() -> None:
    notices = [code for code in catalogue() if ".notice." in code]
    assert {kind_of(code) for code in notices if code != OVERDUE} <= set(KINDS)


def test_sectors_know_the_sixteen_processes() -> None:
    processes = document("processes/odms-2565.yaml")["processes"]
    assert [row["code"] for row in processes] == list(sectors.binding("state"))


def test_every_event_of_a_webhook_is_a_verb() -> None:
    assert set(EVENTS) <= set(VERBS)


def test_every_verdict_says_whether_it_may_be_kept() -> None:
    assert set(KEPT.values()) == {"never", "reason", "proposed"}


def test_every_kind_names_measures_of_columns() -> None:
    kinds = national("protection.yaml")["kinds"]
    assert {code for codes in kinds.values() for code in codes} <= set(DEEDS) & set(MEASURES)
