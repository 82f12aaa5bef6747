"""RDF of any syntax as a graph, as leniently as it can be read, without ever going to the network.

Turtle in which a statement is broken loses that statement, N-Triples that line, JSON-LD and
well-formed RDF/XML that node, RDF/XML that is not well-formed all after the mistake; the reading
tells it. JSON-LD names its terms by a context: one that it carries, or a
remote one of which this house has a copy (`contexts/`). Others are refused, never fetched.
"""

import logging
import re
from functools import cache
from importlib import resources
from typing import Any

import orjson
import rdflib
from rdflib import Graph
from rdflib.exceptions import ParserError
from rdflib.plugins.parsers.jsonld import to_rdf
from rdflib.plugins.parsers.notation3 import BadSyntax

from odms.errors import Invalid
from odms.standards.dcat.splitting import nodes_of_json, nodes_of_xml
from odms.standards.dcat.vocabulary import NOWHERE
from odms.standards.reading import Reading, json_of_text, text_of
from odms.standards.xml_reading import safe_xml

# values stay as they were told: "01" is not 1, and a wrong date is no fault of the document
rdflib.NORMALIZE_LITERALS = False
for _name in ("rdflib.term", "rdflib.plugins.parsers", "rdflib"):
    logging.getLogger(_name).setLevel(logging.CRITICAL)  # bad addresses and values are told by us

SYNTAXES = ("turtle", "xml", "json-ld", "nt")
_BY_MEDIA_TYPE = {
    "text/turtle": "turtle",
    "application/x-turtle": "turtle",
    "text/n3": "turtle",
    "application/n-triples": "nt",
    "application/ld+json": "json-ld",
    "application/json": "json-ld",
    "application/rdf+xml": "xml",
    "application/xml": "xml",
    "text/xml": "xml",
}
# how often a document is read again without a broken statement: the less the longer it is
_MOST_MENDED, _MENDED_CHARACTERS = 50, 20_000_000
_XML = re.compile(
    r"<(\?xml|!--|!DOCTYPE|([\w.-]+:)?RDF\b|[\w.-]+(:[\w.-]+)?\s[^>]*\bxmlns)", re.IGNORECASE
)
_PAGE = re.compile(r"<(!DOCTYPE\s+html|html|head|body)\b", re.IGNORECASE)


def read_graph(
    document: bytes, reading: Reading, *, content_type: str = "", url: str = ""
) -> Graph:
    """The statements of a document; addresses without a host are those of `url`.

    Raises Invalid where nothing of it can be read, or where it names a remote context that this
    house has no copy of.
    """
    text = text_of(document, reading, content_type)
    base = url if url.startswith(("http://", "https://")) else NOWHERE
    match syntax_of(text, content_type):
        case "json-ld":
            return _of_json(json_of_text(text), reading, base)
        case "xml":
            return graph_of_xml(text, reading, base)
        case "nt":
            return _of_lines(text, reading)
    return _of_turtle(text, reading, base)


def syntax_of(text: str, content_type: str = "") -> str:
    """Which syntax a document is in: what it looks like, else what its media type says.

    Raises Invalid for a page for people, which servers send in place of what is not there.
    """
    head = text[:2000].lstrip()
    if _PAGE.match(head):
        raise Invalid("standards.read.is_a_page")
    if head.startswith(("{", "[")) and not head.startswith("[]"):
        return "json-ld"
    told = _BY_MEDIA_TYPE.get(content_type.partition(";")[0].strip().lower(), "")
    return "xml" if _XML.match(head) else told if told == "nt" else "turtle"


def empty_graph() -> Graph:
    """A graph to read into; without named graphs, which take a quarter of the time."""
    return Graph(store="SimpleMemory")


def graph_of_json(told: Any, base: str = NOWHERE) -> Graph:
    """The statements of a JSON-LD value. Raises Invalid for a remote context not known here."""
    graph = empty_graph()
    try:
        to_rdf(_with_contexts(told), graph, base=base)
    except RecursionError:
        raise Invalid("standards.read.too_deep") from None
    except (ValueError, TypeError, AttributeError, KeyError, ParserError):
        raise Invalid("standards.read.not_json_ld") from None
    return graph


def _of_json(told: Any, reading: Reading, base: str) -> Graph:
    """The statements of a JSON-LD value but for nodes that are broken."""
    try:
        return graph_of_json(told, base)
    except Invalid as refused:
        if isinstance(told, dict):
            _context(told.get("@context"))  # a context that is refused is so for every node
        graph = empty_graph()
        for name, node in nodes_of_json(told):
            try:
                graph += graph_of_json(node, base)
            except Invalid as broken:
                reading.is_complete = False
                _tell_broken(reading, name, broken)
        if not graph:
            raise refused from None
        return graph


def _tell_broken(reading: Reading, name: str, why: Invalid) -> None:
    """Tell of a node that was left out: in our words where it names what is fetched by nobody."""
    if why.code == "standards.read.remote_context":
        reading.refused(why, name, left_out=True)
    else:
        reading.trouble("standards.read.broken_node", name, left_out=True)


def _with_contexts(told: Any) -> Any:
    """The value with each remote context replaced by our copy of it."""
    if isinstance(told, list):
        return [_with_contexts(part) for part in told]
    if not isinstance(told, dict):
        return told
    if "@import" in told:
        raise Invalid("standards.read.remote_context", url=str(told["@import"]))
    return {
        name: _context(part) if name == "@context" else _with_contexts(part)
        for name, part in told.items()
    }


def _context(told: Any) -> Any:
    if isinstance(told, list):
        return [_context(part) for part in told]
    if isinstance(told, str):
        name = known_contexts().get(told.split("://", 1)[-1].rstrip("/#"))
        if name is None:
            raise Invalid("standards.read.remote_context", url=told)
        return orjson.loads(_contexts().joinpath(name).read_bytes())["@context"]
    return _with_contexts(told)


@cache
def known_contexts() -> dict[str, str]:
    """The remote contexts that we have: address without its scheme, and the file with our copy."""
    found: dict[str, str] = orjson.loads(_contexts().joinpath("known.json").read_bytes())
    return found


def _contexts() -> Any:
    return resources.files("odms.standards.dcat").joinpath("contexts")


def graph_of_xml(text: str, reading: Reading, base: str = NOWHERE) -> Graph:
    """The statements of RDF/XML but for nodes that are broken; of one that is not well-formed those
    before the mistake."""
    graph, plain = empty_graph(), safe_xml(text)
    try:
        graph.parse(data=plain.encode(), format="xml", publicID=base)
    except RecursionError:
        raise Invalid("standards.read.too_deep") from None
    except Exception as error:  # its handler lets errors of many kinds through
        facts = _place_of(error)
        if (whole := _of_xml_nodes(plain, reading, base)) is not None:
            return whole
        if not graph:
            raise Invalid("standards.read.not_rdf_xml", **facts) from None
        reading.is_complete = False
        reading.trouble("standards.read.broken_after", **facts)
    return graph


def _of_xml_nodes(text: str, reading: Reading, base: str) -> Graph | None:
    """The statements of the nodes that can be read; None where there are none."""
    graph, broken = empty_graph(), []
    for name, document in nodes_of_xml(text):
        alone = empty_graph()
        try:
            alone.parse(data=document, format="xml", publicID=base)
            graph += alone
        except Exception:
            broken.append(name)
    if not graph:
        return None
    reading.is_complete = False
    for name in broken:
        reading.trouble("standards.read.broken_node", name, left_out=True)
    return graph


def _place_of(error: Exception) -> dict[str, Any]:
    """The line on which an XML parser stopped, 0 where it does not say, and why."""
    line = getattr(error, "getLineNumber", int)()
    message = getattr(error, "getMessage", error.__str__)()
    return {"line": line or 0, "told": _short(message)}


def _of_lines(text: str, reading: Reading) -> Graph:
    graph = empty_graph()
    try:
        graph.parse(data=text, format="nt")
    except Exception:
        for number, line in enumerate(text.splitlines(), start=1):
            try:
                graph.parse(data=line, format="nt")
            except Exception as error:
                reading.is_complete = False
                reading.trouble("standards.read.broken_statement", line=number, told=_short(error))
    return _something(graph, reading)


def _of_turtle(text: str, reading: Reading, base: str) -> Graph:
    """The statements that can be read; each that cannot is left out."""
    for _ in range(max(3, min(_MOST_MENDED, _MENDED_CHARACTERS // (len(text) + 1)))):
        graph = empty_graph()
        try:
            graph.parse(data=text, format="turtle", publicID=base)
            break
        except BadSyntax as error:
            line, told = error.lines + 1, _short(error._why)
        except AssertionError:  # so it says that a string is still open where the document ends
            line, told = text.rstrip().count("\n") + 1, "end of document found in string literal"
        except RecursionError:
            raise Invalid("standards.read.too_deep") from None
        except Exception as error:  # such as an address that Python cannot join
            raise Invalid("standards.read.not_rdf", told=_short(error)) from None
        reading.is_complete = False
        reading.trouble("standards.read.broken_statement", line=line, told=told)
        text = _without_statement(text, line)
    return _something(graph, reading)


def _something(graph: Graph, reading: Reading) -> Graph:
    """The graph; where broken statements leave nothing of it, the first is why it is refused."""
    broken = [one for one in reading.troubles if one.code == "standards.read.broken_statement"]
    if broken and not graph:
        raise Invalid("standards.read.not_turtle", **broken[0].facts)
    return graph


def _without_statement(text: str, line: int) -> str:
    """The text with the statement blanked that holds a line: from full stop to full stop."""
    lines = text.split("\n")
    at = min(line - 1, len(lines) - 1)
    start = at
    while start > 0 and not lines[start - 1].rstrip().endswith("."):
        start -= 1
    end = at
    while end < len(lines) - 1 and not lines[end].rstrip().endswith("."):
        end += 1
    return "\n".join([*lines[:start], *[""] * (end - start + 1), *lines[end + 1 :]])


def _short(error: object) -> str:
    """What a parser says, in a line that can stand in a sentence."""
    return " ".join(str(error).split())[:200].rstrip(".") or type(error).__name__
