"""What is wrong with a framework's file, line by line, before anybody relies on it. Pure.

The shape is that of `definitions.shapes.FRAMEWORK`; beyond it this module holds what a shape cannot
say: kinds that there are, functions and processes that are named, points that add up.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from odms.assessment.frameworks.declared import KINDS, SCORINGS, SUBJECTS
from odms.definitions import document, shapes
from odms.definitions.messages import sentence, sentences

_TYPES = {str: "text", int: "integer", float: "number", bool: "boolean"}
_TAGS = {
    str: ("str", "timestamp"),
    int: ("int",),
    float: ("int", "float"),
    bool: ("bool",),
}


@dataclass(frozen=True)
class Mistake:
    """Something wrong at a line (from 1); `code` has a sentence in Thai and English."""

    line: int
    code: str
    facts: Mapping[str, Any] = field(default_factory=dict)

    def told(self, file: str, language: str) -> str:
        """`file:line: sentence`."""
        return f"{file}:{self.line}: {sentence(self.code, language, dict(self.facts))}"

    def to_dict(self, file: str) -> dict[str, Any]:
        """The mistake for JSON."""
        said = sentences(self.code, dict(self.facts))
        return {"file": file, "line": self.line, "code": self.code, "messages": said}


def check_file(path: Path, functions: Collection[str]) -> list[Mistake]:
    """The mistakes of a file; `functions` are the names of those that compute answers."""
    return check_text(path.read_text(encoding="utf-8"), path.stem, functions)


def check_text(text: str, name: str, functions: Collection[str]) -> list[Mistake]:
    """The mistakes of a text that is to be `name`.yaml, in the order of its lines."""
    try:
        node = yaml.compose(text, yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        place = error.problem_mark or error.context_mark
        line = place.line + 1 if place else 1
        return [Mistake(line, "framework.not_yaml", {"problem": error.problem or ""})]
    if node is None:
        return [Mistake(1, "framework.empty")]
    found = list(_shape_faults(node, shapes.FRAMEWORK, ""))
    if not found:
        found = list(_meaning_faults(node, name, functions))
    return sorted(found, key=lambda one: one.line)


def _at(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1


def _shape_faults(node: yaml.Node, shape: Any, key: str) -> Iterator[Mistake]:
    match shape:
        case dict():
            yield from _mapping_faults(node, shape, key)
        case list() | tuple():
            yield from _list_faults(node, shape, key)
        case _ if shape is not object and not _is_of(node, shape):
            facts = {"key": key, "type": {"code": f"framework.type.{_TYPES[shape]}"}}
            yield Mistake(_at(node), "framework.wrong_type", facts)


def _is_of(node: yaml.Node, shape: type) -> bool:
    tag = node.tag.rpartition(":")[2]
    return isinstance(node, yaml.ScalarNode) and tag in _TAGS[shape]


def _list_faults(node: yaml.Node, shape: Any, key: str) -> Iterator[Mistake]:
    if not isinstance(node, yaml.SequenceNode):
        yield Mistake(_at(node), "framework.not_a_list", {"key": key})
        return
    if isinstance(shape, tuple) and len(node.value) != len(shape):
        facts = {"key": key, "n": len(shape), "found": len(node.value)}
        yield Mistake(_at(node), "framework.wrong_length", facts)
        return
    for one in node.value:
        yield from _shape_faults(one, shape[0], key)


def _mapping_faults(node: yaml.Node, shape: dict[Any, Any], key: str) -> Iterator[Mistake]:
    if not isinstance(node, yaml.MappingNode):
        yield Mistake(_at(node), "framework.not_a_mapping", {"key": key or "–"})
        return
    known = {name.removesuffix("?"): of for name, of in shape.items() if isinstance(name, str)}
    there = Counter(str(name.value) for name, _ in node.value)
    for name in shape:
        if isinstance(name, str) and not name.endswith("?") and name not in there:
            yield Mistake(_at(node), "framework.missing_key", {"key": name, "within": key or "–"})
    for name, value in node.value:
        if there[str(name.value)] > 1:
            yield Mistake(_at(name), "framework.repeated_key", {"key": name.value})
        elif name.value not in known and str not in shape:
            yield Mistake(_at(name), "framework.unknown_key", {"key": name.value})
        else:
            yield from _shape_faults(value, known.get(name.value, shape.get(str)), name.value)


def _parts(node: yaml.Node) -> dict[str, yaml.Node]:
    return {str(name.value): value for name, value in node.value}


def _text(parts: Mapping[str, yaml.Node], key: str) -> str:
    return str(parts[key].value) if key in parts else ""


def _listed(parts: Mapping[str, yaml.Node], key: str) -> list[yaml.Node]:
    return list(parts[key].value) if key in parts else []


def _meaning_faults(node: yaml.Node, name: str, functions: Collection[str]) -> Iterator[Mistake]:
    parts = _parts(node)
    if _text(parts, "code") != name:
        facts = {"code": _text(parts, "code"), "name": name}
        yield Mistake(_at(parts["code"]), "framework.code_is_not_the_name", facts)
    yield from _listed_faults(_listed(parts, "subjects"), SUBJECTS, "framework.no_such_subject")
    if "scoring" in parts:
        yield from _listed_faults([parts["scoring"]], SCORINGS, "framework.no_such_scoring")
    if ("groups" in parts) == ("dimensions" in parts):
        yield Mistake(_at(node), "framework.groups_or_dimensions")
    questions = [one for group in _listed(parts, "groups") for one in _questions(group)]
    yield from _repeated(_groups(parts), "framework.repeated_group")
    yield from _repeated(questions, "framework.repeated_question")
    for one in questions:
        yield from _question_faults(_parts(one), one, functions)


def _listed_faults(nodes: list[yaml.Node], known: Collection[str], code: str) -> Iterator[Mistake]:
    for one in nodes:
        if one.value not in known:
            yield Mistake(_at(one), code, {"value": one.value, "known": ", ".join(known)})


def _questions(group: yaml.Node) -> Iterator[yaml.Node]:
    parts = _parts(group)
    yield from _listed(parts, "questions")
    for one in _listed(parts, "groups"):
        yield from _questions(one)


def _groups(parts: Mapping[str, yaml.Node]) -> list[yaml.Node]:
    own = _listed(parts, "groups")
    return own + [one for group in own for one in _groups(_parts(group))]


def _repeated(nodes: list[yaml.Node], code: str) -> Iterator[Mistake]:
    first: dict[str, int] = {}
    for one in nodes:
        told = _text(_parts(one), "code")
        if told in first:
            yield Mistake(_at(one), code, {"value": told, "first": first[told]})
        first.setdefault(told, _at(one))


def _question_faults(
    parts: Mapping[str, yaml.Node], node: yaml.Node, functions: Collection[str]
) -> Iterator[Mistake]:
    told = {"question": _text(parts, "code")}
    yield from _listed_faults([parts["kind"]], KINDS, "framework.no_such_kind")
    computed, process = _text(parts, "computed"), _text(parts, "process")
    if computed and computed not in functions:
        yield Mistake(_at(parts["computed"]), "framework.no_such_function", {"value": computed})
    if process and process not in _processes():
        yield Mistake(_at(parts["process"]), "framework.no_such_process", {"value": process})
    if not process and not {"th", "en"} <= set(parts):
        yield Mistake(_at(node), "framework.question_without_words", told)
    if (_text(parts, "kind") == "choice") != ("choices" in parts):
        yield Mistake(_at(node), "framework.choices", told)
    if _text(parts, "kind") == "scale" and "span" not in parts:
        yield Mistake(_at(node), "framework.without_span", told)


def _processes() -> set[str]:
    return {one["code"] for one in document("processes/odms-2565.yaml")["processes"]}
