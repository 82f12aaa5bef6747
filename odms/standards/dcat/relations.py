"""Relations that carry a role: who has which part in a dataset, and what it is related to as what."""

from dataclasses import dataclass
from typing import Any

from rdflib import BNode, Graph, URIRef
from rdflib.term import Node

from odms.standards.dcat.kinds import Links, text_of
from odms.standards.dcat.shapes import Shape
from odms.standards.dcat.vocabulary import whole
from odms.standards.rdf import Tree

_ROLE = URIRef(whole("dcat:hadRole"))
_AGENT = URIRef(whole("prov:agent"))
_RELATION = URIRef(whole("dct:relation"))
_role = Links("dcat:Role", many=False)


@dataclass(frozen=True)
class Attributions:
    """Agents with the role that each has (`prov:Attribution`)."""

    agent: Shape
    says: str = "role and agent"

    def read(self, graph: Graph, told: list[Node]) -> tuple[Any, list[Node]]:
        """Pairs of role and agent."""
        pairs = [
            (_role_of(graph, node), self.agent.read(graph, agent))
            for node in told
            for agent in graph.objects(node, _AGENT)
        ]
        return tuple(pairs), [node for node in told if not any(graph.objects(node, _AGENT))]

    def write(self, value: Any) -> list[Tree]:
        """A nameless attribution each."""
        return [
            {"@type": "prov:Attribution", "prov:agent": [self.agent.write(agent)]} | _told(role)
            for role, agent in value
        ]


class Relations:
    """Other things with the role that each has (`dcat:Relationship`)."""

    says = "role and address"

    def read(self, graph: Graph, told: list[Node]) -> tuple[Any, list[Node]]:
        """Pairs of role and address."""
        pairs = [
            (_role_of(graph, node), text)
            for node in told
            for other in graph.objects(node, _RELATION)
            if (text := text_of(graph, other))
        ]
        return tuple(pairs), [node for node in told if not any(graph.objects(node, _RELATION))]

    def write(self, value: Any) -> list[Tree]:
        """A nameless relationship each."""
        return [
            {"@type": "dcat:Relationship", "dct:relation": Links(many=False).write(other)}
            | _told(role)
            for role, other in value
        ]


def _role_of(graph: Graph, node: Node) -> str:
    if not isinstance(node, URIRef | BNode):
        return ""
    return next((text_of(graph, role) for role in graph.objects(node, _ROLE)), "")


def _told(role: str) -> Tree:
    return {"dcat:hadRole": _role.write(role)} if role else {}
