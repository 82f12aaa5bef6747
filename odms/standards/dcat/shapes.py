"""How the classes of DCAT-AP and the types of this house map to each other: rows of tables.

A `Shape` maps one class: each row names a field, the property that says it (further ones are read
and never written), and the kind of its values. One walk reads by these rows, one writes.
"""

import re
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any

from rdflib import RDF, Graph, Literal, URIRef
from rdflib.term import Node

from odms.standards.dcat.kinds import Kind, labels_of, raw
from odms.standards.dcat.vocabulary import plain, short, whole
from odms.standards.rdf import Tree, address

# under this name extras hold what DCAT says and no field does
KEPT = "dcat"
_WEB = re.compile(r"\s*https?://\S+\s*\Z")


@dataclass(frozen=True)
class Row:
    """One field, the properties that say it, and the kind of its values."""

    field: str
    properties: tuple[str, ...]
    kind: Kind

    @cached_property
    def addresses(self) -> tuple[URIRef, ...]:
        """The properties as nodes of a graph."""
        return tuple(URIRef(whole(name)) for name in self.properties)


@dataclass(frozen=True)
class Shape:
    """A class of the standard, our type for it, and the rows between them.

    `words` is the field that a literal in its place fills. `bare` says that without words a node
    with an address is named and not described. `classes` are other classes that a sender may name,
    by the value of the field `kind`.
    """

    node_class: str
    type: Any
    rows: tuple[Row, ...]
    words: str = ""
    bare: bool = False
    classes: tuple[tuple[str, str], ...] = ()

    def read(self, graph: Graph, node: Node, **told: Any) -> Any:
        """What the graph says of a node, as our type; `told` are fields known already."""
        if isinstance(node, Literal):
            if "uri" in self._fields and _WEB.match(str(node)):
                return self.type(uri=str(node).strip())
            return self.type(**({self.words: labels_of(graph, node)} if self.words else {}))
        values: dict[str, Any] = dict(told)
        left: dict[str, list[Tree]] = {}
        said: dict[Node, list[Node]] = {}
        for name, value in graph.predicate_objects(node):
            said.setdefault(name, []).append(value)
        for row in self.rows:
            objects = [value for name in row.addresses for value in said.get(name, ())]
            if not objects:
                continue
            value, over = row.kind.read(graph, objects)
            if value not in (None, "", (), {}):
                values.setdefault(row.field, value)
            if over:
                left[row.properties[0]] = [raw(graph, one) for one in over]
        return self.type(**values, **self._rest(graph, node, said, left))

    def _rest(
        self,
        graph: Graph,
        node: Node,
        said: dict[Node, list[Node]],
        left: dict[str, list[Tree]],
    ) -> dict[str, Any]:
        """Address, kind, and what no row takes, where our type has fields for them."""
        rest: dict[str, Any] = {}
        if "uri" in self._fields and isinstance(node, URIRef):
            rest["uri"] = plain(str(node))
        if self.classes:
            types = {short(str(one)) for one in said.get(RDF.type, ())}
            rest["kind"] = next((kind for name, kind in self.classes if name in types), "")
        if "extras" in self._fields:
            for name, objects in said.items():
                if name not in self._known:
                    left[short(str(name))] = [raw(graph, one) for one in objects]
            rest["extras"] = {KEPT: left} if left else {}
        return rest

    def write(self, value: Any) -> Tree:
        """The tree that says this value."""
        uri = getattr(value, "uri", "")
        tree: Tree = {"@id": address(uri)} if ":" in uri else {}
        if not (tree and self.bare and not getattr(value, self.words)):
            tree["@type"] = self._classes_of(value)
        for row in self.rows:
            told = getattr(value, row.field)
            if told not in (None, "", (), {}):
                tree[row.properties[0]] = row.kind.write(told)
        for name, objects in getattr(value, "extras", {}).get(KEPT, {}).items():
            tree[name] = [*tree.get(name, ()), *objects]
        return tree

    def _classes_of(self, value: Any) -> str | list[str]:
        kind = getattr(value, "kind", "")
        own = [name for name, of_kind in self.classes if kind and of_kind == kind][:1]
        return [self.node_class, *own] if own else self.node_class

    @cached_property
    def _fields(self) -> frozenset[str]:
        return frozenset(part.name for part in fields(self.type))

    @cached_property
    def _known(self) -> frozenset[Node]:
        return frozenset({RDF.type, *(name for row in self.rows for name in row.addresses)})


@dataclass(frozen=True)
class Part:
    """A value that is a node with a shape of its own; one, or `many`."""

    shape: Shape
    many: bool = True
    says: str = "node"

    def read(self, graph: Graph, told: list[Node]) -> tuple[Any, list[Node]]:
        """Each node by its shape; one that says nothing is nothing."""
        nothing = self.shape.type() if self.many or self.shape.words else None
        read = [(self.shape.read(graph, node), node) for node in told]
        parts = [(one, node) for one, node in read if one != nothing]
        if self.many:
            return tuple(one for one, _ in parts), []
        return (parts[0][0] if parts else None), [node for _, node in parts[1:]]

    def write(self, value: Any) -> list[Tree]:
        """A tree each."""
        return [self.shape.write(one) for one in (value if self.many else [value])]
