"""Statements as a tree in JSON-LD, written as Turtle and RDF/XML too: one document, three syntaxes.

A document is `{"@context": {prefix: namespace}, "@graph": [node, …]}` or one node with a context.
A node has `@id`, `@type` and properties by short name; a value is a text, a literal
(`{"@value": …, "@language": …}` or with `@type`), a node, or a list of these. That much of JSON-LD
is enough for all that this house writes, and is written many times faster than through a graph.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import orjson

Tree = dict[str, Any]

MEDIA_TYPES = {
    "ttl": "text/turtle",
    "jsonld": "application/ld+json",
    "rdf": "application/rdf+xml",
}

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_LOCAL = re.compile(r"[A-Za-z_][\w-]*", re.ASCII)
_LAST_NAME = re.compile(r"[A-Za-z_][\w.-]*\Z", re.ASCII)
_NO_ADDRESS = re.compile(r"[\x00-\x20<>\"{}|\\^`\x7f]")
_TO_ESCAPE = re.compile(r'[\x00-\x1f"\\\x7f\ud800-\udfff]')
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_ESCAPES = {"\n": "\\n", "\r": "\\r", "\t": "\\t", '"': '\\"', "\\": "\\\\"}


def as_json(document: Mapping[str, Any]) -> bytes:
    """The document in JSON-LD, indented."""
    return orjson.dumps(document, option=orjson.OPT_INDENT_2)


def as_turtle(document: Mapping[str, Any]) -> str:
    """The document in Turtle: a block a node with an address, nameless ones inside."""
    writer = _Turtle(document["@context"])
    for node in nodes_of(document):
        writer.block(node)
    return writer.text()


def as_rdf_xml(document: Mapping[str, Any]) -> str:
    """The document in RDF/XML. A property whose address has no name that XML allows is left out."""
    writer = _Xml(document["@context"])
    for node in nodes_of(document):
        writer.node(node)
    return writer.text()


def written(document: Mapping[str, Any], form: str) -> bytes:
    """The document in a form of MEDIA_TYPES."""
    if form == "jsonld":
        return as_json(document)
    return (as_turtle(document) if form == "ttl" else as_rdf_xml(document)).encode()


def nodes_of(document: Mapping[str, Any]) -> list[Tree]:
    """The nodes that stand at the head of a document."""
    if "@graph" in document:
        return list(document["@graph"])
    return [{name: told for name, told in document.items() if name != "@context"}]


def address(text: str) -> str:
    """An address in which no character is left that addresses cannot hold."""
    return _NO_ADDRESS.sub(
        lambda found: "".join(f"%{byte:02X}" for byte in found[0].encode()), text
    )


class _Names:
    """Short names and addresses by the prefixes of a document."""

    def __init__(self, prefixes: Mapping[str, str]) -> None:
        self.prefixes = prefixes
        self.used: set[str] = set()

    def whole(self, name: str) -> str:
        """The address behind a short name, or the address given."""
        prefix, _, rest = name.partition(":")
        if prefix in self.prefixes and not rest.startswith("//"):
            return self.prefixes[prefix] + rest
        return name

    def short(self, name: str) -> str | None:
        """A short name whose prefix is from now on a used one; None for any other address."""
        prefix, _, rest = name.partition(":")
        if prefix in self.prefixes and _LOCAL.fullmatch(rest):
            self.used.add(prefix)
            return name
        return None


class _Turtle:
    def __init__(self, prefixes: Mapping[str, str]) -> None:
        self._names = _Names(prefixes)
        self._blocks: dict[str, None] = {}  # in order, each once

    def text(self) -> str:
        """The prefixes that were used, and all blocks."""
        used = sorted(self._names.used)
        head = [f"@prefix {name}: <{self._names.prefixes[name]}> ." for name in used]
        return "\n".join([*head, "", *self._blocks, ""])

    def block(self, node: Tree) -> None:
        """A node with its statements, a block before those of the nodes inside it."""
        subject = self._subject(node) if "@id" in node else "[]"
        inner: list[Tree] = []
        told = self._statements(node, "    ", inner)
        if told:
            joined = " ;\n    ".join(told)
            self._blocks[f"{subject}\n    {joined} .\n"] = None
        for one in inner:
            self.block(one)

    def _statements(self, node: Tree, indent: str, inner: list[Tree]) -> list[str]:
        told = []
        if types := [self._name(one) for one in _listed(node.get("@type"))]:
            told.append(f"a {', '.join(types)}")
        for name, values in node.items():
            if not name.startswith("@") and (texts := self._values(values, indent, inner)):
                told.append(f"{self._name(name)} {', '.join(texts)}")
        return told

    def _values(self, values: Any, indent: str, inner: list[Tree]) -> list[str]:
        return [self._value(value, indent, inner) for value in _listed(values)]

    def _value(self, value: Any, indent: str, inner: list[Tree]) -> str:
        if not isinstance(value, dict):
            return _quoted(str(value))
        if "@value" in value:
            return self._literal(value)
        if "@id" in value:
            if len(value) > 1:
                inner.append(value)
            return self._subject(value)
        deeper = indent + "    "
        if not (told := self._statements(value, deeper, inner)):
            return "[]"
        return f"[\n{deeper}" + f" ;\n{deeper}".join(told) + f"\n{indent}]"

    def _literal(self, value: Tree) -> str:
        text = _quoted(str(value["@value"]))
        if language := value.get("@language"):
            return f"{text}@{language}"
        return f"{text}^^{self._name(value['@type'])}" if value.get("@type") else text

    def _subject(self, node: Tree) -> str:
        told = str(node["@id"])
        return told if told.startswith("_:") else self._name(told)

    def _name(self, name: str) -> str:
        return self._names.short(name) or f"<{address(self._names.whole(name))}>"


def _quoted(text: str) -> str:
    return f'"{_TO_ESCAPE.sub(_escaped, text)}"'


def _escaped(found: re.Match[str]) -> str:
    return _ESCAPES.get(found[0]) or f"\\u{ord(found[0]):04X}"


class _Xml:
    def __init__(self, prefixes: Mapping[str, str]) -> None:
        self._names = _Names({**prefixes, "rdf": _RDF})
        self._own: dict[str, str] = {}  # namespaces without a prefix in the document
        self._parts: list[str] = []

    def text(self) -> str:
        """All nodes within the element that declares their namespaces."""
        spaces = {name: self._names.prefixes[name] for name in sorted({*self._names.used, "rdf"})}
        spaces |= {prefix: namespace for namespace, prefix in self._own.items()}
        declared = "".join(f"\n    xmlns:{name}={quoteattr(at)}" for name, at in spaces.items())
        head = f'<?xml version="1.0" encoding="utf-8"?>\n<rdf:RDF{declared}>\n'
        return head + "".join(self._parts) + "</rdf:RDF>\n"

    def node(self, node: Tree, indent: str = "  ") -> None:
        """A node as an element of its first class, its properties inside."""
        types = _listed(node.get("@type"))
        element = (self._element(types[0]) if types else None) or "rdf:Description"
        more = types if element == "rdf:Description" else types[1:]
        self._parts.append(f"{indent}<{element}{self._named(node)}>\n")
        for one in more:
            at = quoteattr(address(self._names.whole(one)))
            self._parts.append(f"{indent}  <rdf:type rdf:resource={at}/>\n")
        for name, values in node.items():
            if not name.startswith("@") and (element_of := self._element(name)):
                for value in _listed(values):
                    self._property(element_of, value, indent + "  ")
        self._parts.append(f"{indent}</{element}>\n")

    def _property(self, name: str, value: Any, indent: str) -> None:
        if not isinstance(value, dict):
            value = {"@value": value}
        if "@value" in value:
            text = escape(_NOT_XML.sub("", str(value["@value"])), {"\r": "&#13;"})
            self._parts.append(f"{indent}<{name}{self._typed(value)}>{text}</{name}>\n")
        elif len(value) == 1 and "@id" in value:
            self._parts.append(f"{indent}<{name}{self._named(value, 'resource')}/>\n")
        else:
            self._parts.append(f"{indent}<{name}>\n")
            self.node(value, indent + "  ")
            self._parts.append(f"{indent}</{name}>\n")

    def _named(self, node: Tree, how: str = "about") -> str:
        if "@id" not in node:
            return ""
        told = str(node["@id"])
        if told.startswith("_:"):
            return f" rdf:nodeID={quoteattr(told[2:])}"
        return f" rdf:{how}={quoteattr(address(self._names.whole(told)))}"

    def _typed(self, value: Tree) -> str:
        if language := value.get("@language"):
            return f" xml:lang={quoteattr(language)}"
        if datatype := value.get("@type"):
            return f" rdf:datatype={quoteattr(address(self._names.whole(datatype)))}"
        return ""

    def _element(self, name: str) -> str | None:
        """The name of an element for a term; None where XML has none for it."""
        if found := self._names.short(name):
            return found
        at = address(self._names.whole(name))
        last = _LAST_NAME.search(at)
        if last is None or last.start() == 0:
            return None
        prefix = self._own.setdefault(at[: last.start()], f"ns{len(self._own) + 1}")
        return f"{prefix}:{last[0]}"


def _listed(value: Any) -> list[Any]:
    if value is None:
        return []
    return list(value) if isinstance(value, list | tuple) else [value]


def told_once(nodes: Iterable[Tree]) -> Iterator[Tree]:
    """The nodes; one inside that was told before in the same words is told by its address alone."""
    seen: dict[str, Tree] = {}
    return (_once(node, seen) for node in nodes)


def _once(node: Tree, seen: dict[str, Tree]) -> Tree:
    at = node.get("@id")
    if at is not None and len(node) > 1:
        if seen.get(at) == node:
            return {"@id": at}
        seen.setdefault(at, node)
    told: Tree = {}
    for name, values in node.items():
        if isinstance(values, list):
            told[name] = [_once(v, seen) if isinstance(v, dict) else v for v in values]
        else:
            told[name] = values
    return told


def compact(value: Any) -> Any:
    """The same with plain texts as such and lists of one as that one, for people who read it."""
    if isinstance(value, list):
        parts = [compact(one) for one in value]
        return parts[0] if len(parts) == 1 else parts
    if not isinstance(value, dict):
        return value
    if value.keys() == {"@value"}:
        return value["@value"]
    return {name: compact(part) for name, part in value.items()}
