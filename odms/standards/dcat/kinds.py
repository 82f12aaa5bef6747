"""Kinds of values of a DCAT property: how each is read from a graph and written as a tree.

A kind reads the objects of a property into the value of a field, and returns the objects that it
cannot hold; they are kept beside as they are. Written, a value is a list of nodes in JSON-LD whose
terms are short names: `{"@value": …, "@language": …}`, `{"@id": …, "@type": …}`.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Protocol

from rdflib import BNode, Graph, Literal, URIRef
from rdflib.term import Node

from odms.standards.dcat.vocabulary import ALGORITHM, MEDIA_TYPE, plain, short, whole
from odms.standards.rdf import Tree, address

_LABELS = tuple(
    URIRef(whole(name))
    for name in (
        "rdfs:label",
        "skos:prefLabel",
        "dct:title",
        "foaf:name",
        "vcard:fn",
        "schema:name",
        "rdf:value",
        "dct:identifier",
        "dct:description",
    )
)
# no blank, control character or any of <>"{}|\^`
_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|\\^`\x7f]+")
_MEDIA_TYPE = re.compile(r"[\w.+-]+/[\w.+-]+")
_DATES = (
    (re.compile(r"-?\d{4,}"), "xsd:gYear"),
    (re.compile(r"-?\d{4,}-\d\d"), "xsd:gYearMonth"),
    (re.compile(r"-?\d{4,}-\d\d-\d\d"), "xsd:date"),
    (
        re.compile(r"-?\d{4,}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?"),
        "xsd:dateTime",
    ),
)
HEX = re.compile(r"([0-9A-Fa-f]{2})+")
DURATION = re.compile(r"-?P(?=.)(\d+Y)?(\d+M)?(\d+D)?(T(?=.)(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?")
_MOST_DEEP = 50  # nameless nodes within each other; no standard has so many
_LANGUAGE = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*")


class Kind(Protocol):
    """One kind of value. `says` tells people what it is, in English."""

    @property
    def says(self) -> str: ...

    def read(self, graph: Graph, told: list[Node]) -> tuple[Any, list[Node]]:
        """The value in these objects (None where there is none), and the objects left over."""

    def write(self, value: Any) -> list[Tree]:
        """The nodes that say this value."""


def is_address(text: str) -> bool:
    """Whether a text can stand as an absolute address in every syntax."""
    return bool(_ADDRESS.fullmatch(text)) and not text.startswith("_:")


def labels_of(graph: Graph, node: Node) -> dict[str, str]:
    """What a node is called, by language: its first property that names it."""
    if isinstance(node, Literal):
        return {(node.language or "").lower(): str(node)} if str(node).strip() else {}
    for name in _LABELS:
        words: dict[str, str] = {}
        for told in graph.objects(node, name):
            if isinstance(told, Literal) and str(told).strip():
                words.setdefault((told.language or "").lower(), str(told))
        if words:
            return words
    return {}


def text_of(graph: Graph, node: Node) -> str:
    """A node as one text: its address, its characters, or what a blank one is called."""
    if isinstance(node, BNode):
        return next(iter(labels_of(graph, node).values()), "")
    return plain(str(node).strip())


def literal(text: str, *, language: str = "", datatype: str = "") -> Tree:
    """A literal as a node of the tree."""
    if _LANGUAGE.fullmatch(language):
        return {"@value": text, "@language": language}
    return {"@value": text, "@type": datatype} if datatype else {"@value": text}


def words_as_literals(words: dict[str, str]) -> list[Tree]:
    """A text in each of its languages."""
    return [literal(text, language=language) for language, text in words.items()]


@dataclass(frozen=True)
class Words:
    """A text in several languages. Descriptions told in pieces are one text of paragraphs."""

    joins: bool = False
    says: str = "text by language"

    def read(self, graph: Graph, told: list[Node]) -> tuple[Any, list[Node]]:
        """One text a language; what is told again is joined or left."""
        words: dict[str, str] = {}
        left: list[Node] = []
        for node in told:
            for language, text in labels_of(graph, node).items() or [("", text_of(graph, node))]:
                if not text or words.get(language) == text:
                    continue
                if language in words and self.joins:
                    words[language] += f"\n\n{text}"
                elif language in words:
                    left.append(node)
                else:
                    words[language] = text
        return words, left

    def write(self, value: Any) -> list[Tree]:
        """A literal a language."""
        return words_as_literals(value)


class Keywords:
    """Words by which people find something, by language."""

    says = "keywords by language"

    def read(self, graph: Graph, told: list[Node]) -> tuple[Any, list[Node]]:
        """Every word once."""
        words: dict[str, list[str]] = {}
        for node in told:
            labels = labels_of(graph, node) or {"": text_of(graph, node)}
            for language, text in labels.items():
                if text and text not in words.setdefault(language, []):
                    words[language].append(text)
        return {language: kept for language, kept in words.items() if kept}, []

    def write(self, value: Any) -> list[Tree]:
        """A literal a word."""
        return [
            literal(word, language=language) for language, told in value.items() for word in told
        ]


@dataclass(frozen=True)
class Text:
    """A single plain text; `datatype` is written with it where it has that form."""

    datatype: str = ""
    form: re.Pattern[str] | None = None
    says: str = "text"

    def read(self, graph: Graph, told: list[Node]) -> tuple[Any, list[Node]]:
        """The first text."""
        texts = [(text, node) for node in told if (text := text_of(graph, node))]
        return (texts[0][0] if texts else None), [node for _, node in texts[1:]]

    def write(self, value: Any) -> list[Tree]:
        """One literal."""
        fits = self.form is None or self.form.fullmatch(value)
        return [literal(value, datatype=self.datatype if fits else "")]


class Moment:
    """A day, month, year or moment, as precise as it was told."""

    says = "date or time"

    def read(self, graph: Graph, told: list[Node]) -> tuple[Any, list[Node]]:
        """The first; nodes of the time ontology are looked into."""
        texts = [(text, node) for node in told if (text := _moment(graph, node))]
        return (texts[0][0] if texts else None), [node for _, node in texts[1:]]

    def write(self, value: Any) -> list[Tree]:
        """A literal of the type that its form has; a plain one where it has none."""
        return [literal(value, datatype=moment_type(value))]


def moment_type(text: str) -> str:
    """The XML Schema type of a moment by its form, "" where it has none."""
    return next((name for form, name in _DATES if form.fullmatch(text)), "")


def _moment(graph: Graph, node: Node) -> str:
    if isinstance(node, Literal):
        return str(node).strip()
    for name in ("time:inXSDDate", "time:inXSDDateTime", "time:inXSDDateTimeStamp", "rdf:value"):
        for told in graph.objects(node, URIRef(whole(name))):
            return str(told).strip()
    return ""


@dataclass(frozen=True)
class Number:
    """A whole number or a decimal."""

    datatype: str
    many: bool = False
    says: str = "number"

    def read(self, graph: Graph, told: list[Node]) -> tuple[Any, list[Node]]:
        """Those that are numbers; others are left."""
        numbers: list[Any] = []
        left: list[Node] = []
        for node in told:
            number = _number(text_of(graph, node), whole=not self.many)
            if number is None or (numbers and not self.many):
                left.append(node)
            else:
                numbers.append(number)
        return (tuple(numbers) if self.many else next(iter(numbers), None)), left

    def write(self, value: Any) -> list[Tree]:
        """A literal each."""
        numbers = value if self.many else [value]
        return [literal(_decimal(number), datatype=self.datatype) for number in numbers]


def _number(text: str, *, whole: bool) -> float | int | None:
    try:
        number = float(text)
    except ValueError:
        return None
    if not 0 <= number < 1e18:
        return None
    if not whole:
        return number
    return int(number) if number == int(number) else None


def _decimal(number: float) -> str:
    """Without an exponent, which xsd:decimal does not have."""
    return format(Decimal(repr(number)), "f").removesuffix(".0")


@dataclass(frozen=True)
class Links:
    """Addresses; what is none is kept as the name of a nameless node.

    `node_class` is said of each with its address, where stating it claims no more than that.
    `inside` is the property by which a nameless node tells its address. A concept must have a
    label: `is_coded` says that the last part of its address, its code, can stand for one.
    """

    node_class: str = ""
    label: str = "rdfs:label"
    many: bool = True
    inside: str = ""
    is_coded: bool = False
    says: str = "address or label"

    def read(self, graph: Graph, told: list[Node]) -> tuple[Any, list[Node]]:
        """Every address or name once."""
        texts: dict[str, Node] = {}
        left: list[Node] = []
        for node in told:
            if text := self._text(graph, node):
                texts.setdefault(text, node)
            elif isinstance(node, BNode):
                left.append(node)
        if self.many:
            return tuple(texts), left
        nodes = list(texts.values())
        return next(iter(texts), None), [*left, *nodes[1:]]

    def write(self, value: Any) -> list[Tree]:
        """A node each."""
        return [self._node(text) for text in (value if self.many else [value])]

    def _text(self, graph: Graph, node: Node) -> str:
        if self.inside and isinstance(node, BNode):
            for told in graph.objects(node, URIRef(whole(self.inside))):
                return str(told)
        return text_of(graph, node)

    def _node(self, text: str) -> Tree:
        kind: Tree = {"@type": self.node_class} if self.node_class else {}
        if not is_address(text):
            return kind | {self.label: [literal(text)]}
        code = re.split(r"[/#]", text.rstrip("/#"))[-1] if self.is_coded else ""
        return {"@id": text} | kind | ({self.label: [literal(code)]} if code else {})


@dataclass(frozen=True)
class MediaType:
    """A media type (`text/csv`), written as its address at IANA."""

    says: str = "media type"

    def read(self, graph: Graph, told: list[Node]) -> tuple[Any, list[Node]]:
        """The first."""
        texts = [(_bare(text), node) for node in told if (text := text_of(graph, node))]
        return (texts[0][0] if texts else None), [node for _, node in texts[1:]]

    def write(self, value: Any) -> list[Tree]:
        """An address, or the name of a nameless node."""
        told = MEDIA_TYPE + value if _MEDIA_TYPE.fullmatch(value) else value
        return Links("dct:MediaType", many=False).write(told)


def _bare(text: str) -> str:
    for start in (
        MEDIA_TYPE,
        MEDIA_TYPE.replace("https:", "http:"),
        "http://purl.org/NET/mediatypes/",
    ):
        if text.lower().startswith(start.lower()):
            return text[len(start) :]
    return text


@dataclass(frozen=True)
class Reach:
    """An e-mail address or telephone number, written as an address of its scheme."""

    scheme: str
    says: str = "address of a person or unit"

    def read(self, graph: Graph, told: list[Node]) -> tuple[Any, list[Node]]:
        """The first, without its scheme."""
        texts = [(text, node) for node in told if (text := self._text(graph, node))]
        return (texts[0][0] if texts else None), [node for _, node in texts[1:]]

    def write(self, value: Any) -> list[Tree]:
        """An address, or a text where it cannot be one."""
        address = self.scheme + value
        return [{"@id": address} if is_address(address) else literal(value)]

    def _text(self, graph: Graph, node: Node) -> str:
        if isinstance(node, BNode):
            values = graph.objects(node, URIRef(whole("vcard:hasValue")))
            return self._text(graph, next(iter(values), Literal("")))
        text = str(node).strip()
        return text[len(self.scheme) :] if text.lower().startswith(self.scheme) else text


class Algorithm:
    """The name of a hash function (`sha256`), written as SPDX's term."""

    says = "hash function"

    def read(self, graph: Graph, told: list[Node]) -> tuple[Any, list[Node]]:
        """The name without SPDX's prefix or marks."""
        text = next((text for node in told if (text := text_of(graph, node))), "")
        name = text.rsplit("checksumAlgorithm_", 1)[-1]
        return (name if ":" in name else re.sub(r"[\W_]", "", name).lower()), []

    def write(self, value: Any) -> list[Tree]:
        """SPDX's term, or the address of another."""
        told = value if ":" in value else ALGORITHM + value
        return Links("spdx:ChecksumAlgorithm", many=False).write(told)


def raw(graph: Graph, node: Node, above: frozenset[Node] = frozenset()) -> Tree:
    """A node as it is, with all that a nameless one says."""
    if isinstance(node, Literal):
        datatype = short(str(node.datatype)) if node.datatype else ""
        return literal(str(node), language=node.language or "", datatype=datatype)
    if not isinstance(node, BNode):
        return {"@id": address(plain(str(node)))}
    if node in above or len(above) > _MOST_DEEP:
        return {"@id": f"_:{node}"}
    told: Tree = {}
    for name, value in graph.predicate_objects(node):
        if short(str(name)) == "rdf:type":
            told.setdefault("@type", []).append(short(str(value)))
        else:
            told.setdefault(short(str(name)), []).append(raw(graph, value, above | {node}))
    return told
