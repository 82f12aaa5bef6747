"""Every sentence stands in both languages with the same facts, and every code raised has one."""

import ast
import string
from pathlib import Path

import pytest

from odms import errors
from odms.definitions.messages import LANGUAGES, catalogue

ROOT = Path(__file__).resolve().parents[2] / "odms"
SEVERITIES = {"error", "warning", "info"}


def facts(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


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
    assert facts(entry["th"]) == facts(entry["en"])
    assert entry.get("severity", "info") in SEVERITIES
    if "fix" in entry:
        assert all(entry["fix"].get(language, "").strip() for language in LANGUAGES)


def test_every_refusal_has_a_sentence() -> None:
    missing = {code: path for code, path in raised_codes().items() if code not in catalogue()}
    assert missing == {}
