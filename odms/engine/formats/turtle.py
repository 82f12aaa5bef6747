"""RDF in Turtle or N-Triples: every class of resources is a table, a resource a row.

The columns are the resource's `id` (its address), then its properties by their last name, with the
language where a text tells one (`label.th`). Resources without a class are one table. Of a
property with several values the cell holds them as JSON text. Observations of statistics
(`qb:Observation`) and records of a catalogue are resources like others.
"""

import re
from collections import Counter, defaultdict
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from odms.engine.errors import Damaged, LimitPassed, NotATable
from odms.engine.formats.decoded import Text, opened
from odms.engine.formats.json_stream import Integer, Real
from odms.engine.formats.record_table import RecordTable, grid_of
from odms.engine.grid import Grid, GridFinding, Workspace

if TYPE_CHECKING:
    from rdflib import Graph
    from rdflib.term import Node

MAX_BYTES = 64 << 20  # a graph stands in memory, at some ten times its text

_DECLARED = re.compile(r"@?prefix\s+([\w.-]*)\s*:", re.IGNORECASE)
_QUOTED = re.compile(r'"""(?:.|\n)*?"""|"(?:\\.|[^"\\\n])*"|<[^<>\s]*>|#[^\n]*')
_BRACKETED = re.compile(
    _QUOTED.pattern + r"|(?P<name>[A-Za-z][\w.-]*:[\w.-]*(?:\([\w.,-]*\)[\w.-]*)+)(?=\s*[;,.\]\s])"
)
_USED = re.compile(r"(?<![\w.:-])([A-Za-z][\w.-]*):")
_LAST = re.compile(r"[^#/:]+(?=[#/]*$)")


def read(path: Path, work: Workspace) -> list[Grid]:
    """One grid a class, the largest first. Raises Damaged for text that is no Turtle, LimitPassed
    for a graph too large for memory, NotATable for one without statements."""
    if path.stat().st_size > MAX_BYTES:
        raise LimitPassed("engine.rdf_too_large", megabytes=MAX_BYTES >> 20)
    with opened(path, work) as text:
        graph, findings = _graph(text)
        tables = sorted(_by_class(graph).items(), key=lambda table: (-len(table[1]), table[0]))
        grids = [
            _grid(graph, name, subjects, text, work, has_name=len(tables) > 1)
            for name, subjects in tables
        ]
    if not grids:
        raise NotATable("engine.rdf_empty")
    grids[0] = replace(grids[0], findings=(*grids[0].findings, *findings))
    return grids


def _graph(text: Text) -> tuple["Graph", list[GridFinding]]:
    """The graph; text that breaks the rules in a way whose meaning is plain is mended and told."""
    body = text.source.read()
    try:
        return _parsed(body), []
    except Damaged:
        mended, findings = _mended(body)
        if not findings:
            raise
        return _parsed(mended), findings


def _parsed(body: str) -> "Graph":
    import rdflib
    from rdflib.plugins.parsers.notation3 import BadSyntax

    rdflib.NORMALIZE_LITERALS = False  # the text of a number stays the source's: 007, 1.50
    try:
        return rdflib.Graph(bind_namespaces="none").parse(data=body, format="turtle")
    except BadSyntax as error:
        raise Damaged("engine.rdf_damaged", line=int(error.lines) + 1) from error
    except (ValueError, TypeError, IndexError, KeyError, AssertionError, RecursionError) as error:
        raise Damaged("engine.damaged", kind="Turtle") from error


def _mended(body: str) -> tuple[str, list[GridFinding]]:
    """`body` with the prefixes that everybody knows (owl, rdfs …) declared where they are only used,
    and brackets in names (`dbr:Ministry_(Thailand)`) escaped. No line moves."""
    from rdflib.namespace import _NAMESPACE_PREFIXES_CORE, _NAMESPACE_PREFIXES_RDFLIB

    known = _NAMESPACE_PREFIXES_CORE | _NAMESPACE_PREFIXES_RDFLIB
    used = {name for name in _USED.findall(_QUOTED.sub(" ", body)) if name in known}
    missing = sorted(used - set(_DECLARED.findall(body)))
    n_brackets = 0

    def escape(found: re.Match[str]) -> str:
        nonlocal n_brackets
        if found["name"] is None:  # a text, an address or a comment
            return found[0]
        n_brackets += 1
        return found[0].replace("(", "\\(").replace(")", "\\)")

    body = _BRACKETED.sub(escape, body)
    findings = []
    if missing:
        facts: dict[str, object] = {"names": ", ".join(missing)}
        findings.append(GridFinding("engine.rdf_prefix", n=len(missing), facts=facts))
    if n_brackets:
        findings.append(GridFinding("engine.rdf_brackets", n=n_brackets))
    return "".join(f"@prefix {name}: <{known[name]}> . " for name in missing) + body, findings


def _by_class(graph: "Graph") -> dict[str, list["Node"]]:
    """The subjects of each class, in the order of the graph; nameless parts of others left out."""
    from rdflib import RDF, BNode

    inside = {thing for thing in graph.objects() if isinstance(thing, BNode)}
    found: defaultdict[str, dict[Node, None]] = defaultdict(dict)
    for subject in dict.fromkeys(graph.subjects()):
        if subject not in inside:
            kinds = sorted(_last(str(kind)) for kind in graph.objects(subject, RDF.type))
            found[" ".join(kinds)][subject] = None
    return {name: sorted(subjects, key=str) for name, subjects in found.items()}


def _grid(
    graph: "Graph",
    name: str,
    subjects: list["Node"],
    text: Text,
    work: Workspace,
    *,
    has_name: bool,
) -> Grid:
    names = _names(graph, subjects)
    table = RecordTable(work)
    for r, subject in enumerate(subjects):
        table.add(r, {"id": str(subject)} | _record(graph, subject, names))
    return grid_of(
        table, text, n_rows=len(subjects), name=(name or "resource") if has_name else None
    )


def _names(graph: "Graph", subjects: list["Node"]) -> dict["Node", str]:
    """The column of each property: its last name, or all of its address where two share one."""
    from rdflib import RDF

    used = dict.fromkeys(p for subject in subjects for p in graph.predicates(subject))
    used.pop(RDF.type, None)
    counts = Counter(_last(str(p)) for p in used)
    taken = {"id"}
    return {
        p: last if counts[last := _last(str(p))] == 1 and last not in taken else str(p)
        for p in used
    }


def _record(graph: "Graph", subject: "Node", names: dict["Node", str]) -> dict[str, Any]:
    held: defaultdict[str, list[Any]] = defaultdict(list)
    for predicate, thing in graph.predicate_objects(subject):
        if predicate in names:
            language = getattr(thing, "language", None)
            column = f"{names[predicate]}.{language}" if language else names[predicate]
            held[column].append(_value(graph, thing, depth=1))
    return {
        column: values[0] if len(values) == 1 else sorted(values, key=str)
        for column, values in sorted(held.items(), key=lambda one: one[0])
    }


def _value(graph: "Graph", thing: "Node", depth: int) -> Any:
    """A literal's own text, an address, or the parts of a nameless resource."""
    from rdflib import XSD, BNode, Literal

    if isinstance(thing, BNode) and depth < _DEEPEST:
        parts = sorted(graph.predicate_objects(thing), key=str)
        return {_last(str(p)): _value(graph, of, depth + 1) for p, of in parts}
    if isinstance(thing, Literal) and thing.datatype in (XSD.integer, XSD.int, XSD.long):
        return Integer(str(thing))
    if isinstance(thing, Literal) and thing.datatype in (XSD.decimal, XSD.double, XSD.float):
        return Real(str(thing))
    return str(thing)


_DEEPEST = 4


def _last(iri: str) -> str:
    """The last name in an address: what stands after # or the last /."""
    found = _LAST.search(iri)
    return found[0] if found else iri
