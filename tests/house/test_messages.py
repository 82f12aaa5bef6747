"""Every sentence stands in both languages with the same facts, and every code raised has one."""

import ast
import re
import string
from pathlib import Path

import pytest

from odms import errors
from odms.assessment.balance import BANDS
from odms.catalogue.rules import DATASET_STATES, SCHEMA_ORIGINS
from odms.definitions import document, messages
from odms.definitions.messages import LANGUAGES, VALIDATORS, catalogue, equals
from odms.harvest.kinds import KINDS as HARVESTED
from odms.harvest.rules import RUN_STATES, SCHEDULES, SOURCE_DEEDS, SOURCE_STATES, Counts
from odms.health.changes import CHANGES, METHODS
from odms.health.mirroring import STATES as COPY_STATES
from odms.health.rules import STATES
from odms.intake.rules import DELIVERY_STATES
from odms.inventory.rules import (
    CHANGED_PARTS,
    DATABASES,
    ENTRY_STATES,
    MARKS,
    ORIGINS,
    OWN,
    RECORD,
    SURVEY_STATES,
)
from odms.lake.protection.measures import MEASURES
from odms.ledger.rules import VERBS
from odms.outlets.rules import CONFLICTS, DECISIONS, DEEDS, PUSH_STATES, RECORD_STATES
from odms.people.rules import ROLES, SECTORS
from odms.people.rules.applications import APPLICATION_STATES, CHECKS
from odms.people.rules.notices import KINDS, PACES
from odms.people.rules.register import register
from odms.programme.rules import LANES as MILESTONE_LANES
from odms.programme.rules import MILESTONE_STATES, MOVES, TERMS
from odms.programme.rules.together import (
    AUDIENCES,
    NETWORK_STATES,
    PARTNER_KINDS,
    SIGN_UP_STATES,
)
from odms.publication.planning import PLAN_STATES
from odms.publication.rules import CASE_STATES, GATES
from odms.publication.updates import WAYS
from odms.usage.logs import KINDS as LOG_KINDS
from odms.usage.rules import ACCESSES, CHANNELS, IMPORT_STATES, REASONS
from odms.voice.rules import FEEDBACK_STATES, LANES, REQUEST_STATES

ROOT = Path(__file__).resolve().parents[2] / "odms"
SEVERITIES = {"error", "warning", "info"}


def facts(text: str) -> set[str]:
    """The facts that a sentence tells; `kind_th` and `kind_en` are one fact, in two languages."""
    named = {name for _, name, _, _ in string.Formatter().parse(text) if name}
    return {re.sub("_(th|en)$", "", name) for name in named}


def refusals() -> set[str]:
    """The names of all classes of refusal in the house."""
    for path in ROOT.glob("*/errors.py"):
        __import__(f"odms.{path.parent.name}.errors")
    found, waiting = set(), [errors.Refused]
    while waiting:
        kind = waiting.pop()
        found.add(kind.__name__)
        waiting += kind.__subclasses__()
    return found


def raised_codes() -> dict[str, str]:
    """Codes given as literals where a refusal is made, with the file that makes them."""
    names = refusals()
    found: dict[str, str] = {}
    for path in sorted(ROOT.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
                called = getattr(node.func, "id", getattr(node.func, "attr", ""))
                if called in names and isinstance(node.args[0].value, str):
                    found[node.args[0].value] = path.relative_to(ROOT).as_posix()
    return found


@pytest.mark.parametrize("code", sorted(catalogue()))
def test_sentence_stands_in_both_languages(code: str) -> None:
    entry = catalogue()[code]
    assert all(entry.get(language, "").strip() for language in LANGUAGES)
    assert facts(entry["th"]) == facts(entry["en"]) >= facts(entry.get("one", ""))
    assert entry.get("severity", "info") in SEVERITIES
    if "fix" in entry:
        assert all(entry["fix"].get(language, "").strip() for language in LANGUAGES)


def found_codes() -> dict[str, str]:
    """Codes of findings given as literals anywhere in the engine, with the file that gives them."""
    found: dict[str, str] = {}
    for path in sorted((ROOT / "engine").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            text = node.value if isinstance(node, ast.Constant) else None
            if isinstance(text, str) and re.fullmatch(r"(engine|reading|schema)\.[a-z0-9_]+", text):
                found[text] = path.relative_to(ROOT).as_posix()
    return found


def test_every_finding_of_the_engine_is_in_the_catalogue() -> None:
    assert {c: path for c, path in found_codes().items() if c not in catalogue()} == {}


def test_every_finding_of_the_catalogue_is_raised() -> None:
    """Rows that are not taken in tell their reason, which is the end of their code."""
    reasons = {"reading.repeated_header", "reading.page_number", "reading.too_long"}
    told = {
        code
        for code, entry in catalogue().items()
        if "severity" in entry and code.startswith(("engine.", "reading."))
    }
    assert told - set(found_codes()) - reasons == set()


def test_every_finding_about_a_file_says_how_to_mend_it() -> None:
    of_files = ("engine.", "reading.", "schema.")
    found = {code: entry for code, entry in catalogue().items() if "severity" in entry}
    told = {code for code, entry in found.items() if entry.get("fix")}
    assert {
        code for code in found if code.startswith(of_files) and not code.startswith("schema.drift.")
    } - told == set()


@pytest.mark.parametrize("validator", VALIDATORS)
def test_every_code_of_another_validator_has_an_equal_or_a_reason(validator: str) -> None:
    known = document(f"checks/{validator}.yaml")
    ours = equals(validator)
    assert [code for code, told in known.items() if bool(ours[code]) == ("why" in told)] == []


def test_code_that_another_validator_does_not_have_is_a_mistake(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    wrong = {"engine.digits_lost": {"frictionless": ["digits-lost"]}}
    monkeypatch.setattr(messages, "catalogue", lambda: wrong)
    with pytest.raises(ValueError, match="frictionless has no code 'digits-lost'"):
        equals.__wrapped__("frictionless")


def test_every_refusal_has_a_sentence() -> None:
    missing = {code: path for code, path in raised_codes().items() if code not in catalogue()}
    assert missing == {}


FIELDS_NAMED = (*RECORD, *OWN, *CHANGED_PARTS)

# the rows of the house's tables that people see under a label
LABELLED = {
    "usage.access": ACCESSES,
    "usage.channel": CHANNELS,
    "usage.log": LOG_KINDS,
    "usage.reason": REASONS,
    "usage.state": IMPORT_STATES,
    "balance.band": BANDS,
    "catalogue.origin": SCHEMA_ORIGINS,
    "catalogue.state": DATASET_STATES,
    "inventory.database": DATABASES,
    "inventory.field": FIELDS_NAMED,
    "inventory.mark": MARKS,
    "inventory.origin": ORIGINS,
    "inventory.state": ENTRY_STATES,
    "inventory.survey": SURVEY_STATES,
    "health.change": CHANGES,
    "health.copy": COPY_STATES,
    "health.method": METHODS,
    "health.state": STATES,
    "outlets.record": RECORD_STATES,
    "outlets.push": PUSH_STATES,
    "outlets.deed": DEEDS,
    "outlets.conflict": CONFLICTS,
    "outlets.decision": DECISIONS,
    "intake.deed": ("keep",),
    "intake.state": DELIVERY_STATES,
    "harvest.count": Counts().to_dict(),
    "harvest.deed": SOURCE_DEEDS,
    "harvest.kind": HARVESTED,
    "harvest.run_state": RUN_STATES,
    "harvest.schedule": SCHEDULES,
    "harvest.source_state": SOURCE_STATES,
    "ledger.verb": VERBS,
    "people.application": APPLICATION_STATES,
    "people.check": CHECKS,
    "people.kind": KINDS,
    "people.listed": {one.kind for one in register().values()},
    "people.pace": PACES,
    "people.role": (*ROLES, "admin", "centre-auditor"),
    "people.sector": SECTORS,
    "publication.way": ("any", *WAYS),
    "programme.deed": MOVES,
    "programme.lane": MILESTONE_LANES,
    "programme.audience": AUDIENCES,
    "programme.network": NETWORK_STATES,
    "programme.partner": PARTNER_KINDS,
    "programme.sign_up": SIGN_UP_STATES,
    "programme.state": MILESTONE_STATES,
    "programme.term": TERMS,
    "protection.does": MEASURES,
    "protection.measure": MEASURES,
    "protection.parameter": [
        f"{code}.{parameter.name}"
        for code, measure in MEASURES.items()
        for parameter in measure.parameters
    ],
    "publication.gate": GATES,
    "publication.plan.state": PLAN_STATES,
    "publication.state": CASE_STATES,
    "voice.feedback": FEEDBACK_STATES,
    "voice.lane": LANES,
    "voice.request": REQUEST_STATES,
}


@pytest.mark.parametrize("family", LABELLED)
def test_every_row_of_a_table_has_its_label_and_no_label_lacks_a_row(family: str) -> None:
    labels = {code for code in catalogue() if code.startswith(f"{family}.")}
    assert labels == {f"{family}.{row}" for row in LABELLED[family]}


def written() -> tuple[set[str], set[str]]:
    """Texts that stand in code and templates, and how texts begin that are put together there."""
    texts, beginnings = set(), set()
    for path in ROOT.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                texts.add(node.value)
            elif isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
                beginnings.add(str(node.values[0].value))
            elif isinstance(node, ast.BinOp) and isinstance(node.left, ast.Constant):
                beginnings.add(str(node.left.value))
    for path in ROOT.rglob("*.html"):
        told = re.findall(r"[\"']([a-z_.-]+)[\"']", path.read_text(encoding="utf-8"))
        texts |= set(told)
        beginnings |= {f"{text}." for text in told}
    return texts, {text for text in beginnings if re.fullmatch(r"[a-z]+([._][a-z_]*)+", text)}


def test_every_sentence_is_used() -> None:
    """Whole somewhere in the code, or its beginning there and its end somewhere else."""
    texts, beginnings = written()
    rows = {row for table in LABELLED.values() for row in table}

    def is_used(code: str) -> bool:
        ends = (code.removeprefix(text) for text in beginnings if code.startswith(text))
        return code in texts or any(
            end in texts | rows
            or end.replace("_", "-") in texts
            or end.startswith(tuple(beginnings))
            for end in ends
        )

    assert [code for code in catalogue() if not is_used(code)] == []
