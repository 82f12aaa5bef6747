"""A document of RDF taken apart into its nodes, so that a broken one costs itself and no other.

Only documents that cannot be read as a whole are taken apart: it takes longer, and nameless nodes
that one statement shares with another are no longer the same.
"""

from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree

from odms.standards.xml_reading import name_of

_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_ABOUT, _RESOURCE, _PARSE_TYPE = f"{_RDF}about", f"{_RDF}resource", f"{_RDF}parseType"


def nodes_of_json(told: Any) -> Iterator[tuple[str, Any]]:
    """The nodes of a JSON-LD value with the context that each stands in: first those that lists of
    a node hold, then the node with their addresses in their place."""
    if isinstance(told, list):
        for one in told:
            yield from nodes_of_json(one)
        return
    if not isinstance(told, dict):
        yield "", told
        return
    context = {"@context": told["@context"]} if "@context" in told else {}
    if isinstance(told.get("@graph"), list):
        inner, own = told["@graph"], {}
    else:
        own = {name: _addresses(value) for name, value in told.items()}
        inner = [one for value in told.values() for one in _nodes(value)]
    for one in inner:
        yield from nodes_of_json(context | one if isinstance(one, dict) else one)
    if own:
        yield _name(own), own


def nodes_of_xml(text: str) -> Iterator[tuple[str, bytes]]:
    """The nodes of RDF/XML that is well-formed, each as a document of its own, those inside another
    before it; none of any other."""
    try:
        root = ElementTree.fromstring(text)  # noqa: S314 - entities were looked at
    except ElementTree.ParseError:
        return
    if name_of(root) != "RDF":
        return
    for node in (inner for one in root for inner in _apart(one)):
        alone = ElementTree.Element(root.tag, root.attrib)
        alone.append(node)
        yield node.get(_ABOUT, ""), ElementTree.tostring(alone)


def _apart(node: ElementTree.Element) -> Iterator[ElementTree.Element]:
    """The nodes inside a node, then itself with their addresses in their place."""
    for told in node:
        inner = told[0] if len(told) == 1 and _PARSE_TYPE not in told.attrib else None
        if inner is not None and (about := inner.get(_ABOUT)):
            yield from _apart(inner)
            told.remove(inner)
            told.set(_RESOURCE, about)
    yield node


def _nodes(value: Any) -> list[Any]:
    """The nodes with an address in a list."""
    return [one for one in value if _is_named(one)] if isinstance(value, list) else []


def _addresses(value: Any) -> Any:
    if not isinstance(value, list):
        return value
    return [{"@id": one["@id"]} if _is_named(one) else one for one in value]


def _is_named(value: Any) -> bool:
    return isinstance(value, dict) and isinstance(value.get("@id"), str) and len(value) > 1


def _name(node: Any) -> str:
    told = node.get("@id") if isinstance(node, dict) else None
    return told if isinstance(told, str) else ""
