"""Descriptions as a catalogue of DCAT-AP 3.0.1: a document that `standards.rdf` writes in any syntax.

What the tables can say is said; a description's `extras` that DCAT told are said again as told.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from odms.standards.dcat.kinds import is_address
from odms.standards.dcat.tables import CATALOGUE, RECORD, SHAPES
from odms.standards.dcat.vocabulary import PREFIXES
from odms.standards.description import Description
from odms.standards.rdf import Tree, compact, told_once

# by which a catalogue names what it lists
_LISTS = {
    "dataset": "dcat:dataset",
    "series": "dcat:dataset",
    "service": "dcat:service",
    "catalogue": "dcat:catalog",
}


@dataclass(frozen=True)
class Page:
    """One page of a catalogue: addresses of itself, of the first and the next one, and how many
    records all pages have; `dump` is the address of a file with all of them."""

    address: str
    first: str
    n_total: int
    next: str = ""
    dump: str = ""


def to_document(
    catalogue: Description, descriptions: Iterable[Description], page: Page | None = None
) -> dict[str, Any]:
    """A catalogue with what it lists, each inside it; a page of it where it is long."""
    tree = CATALOGUE.write(catalogue)
    for number, one in enumerate(descriptions, start=1):
        node = _tree(one)
        if one.entry is not None:
            node.setdefault("@id", f"_:d{number}")
            card = RECORD.write(one.entry) | {"foaf:primaryTopic": [{"@id": node["@id"]}]}
            tree.setdefault("dcat:record", []).append(card)
        tree.setdefault(_LISTS[one.kind], []).append(node)
    if page:
        _add_page(tree, page)
    (told,) = told_once([tree])
    return {"@context": PREFIXES, **compact(told)}


def to_document_of_one(description: Description) -> dict[str, Any]:
    """One description by itself."""
    (told,) = told_once([_tree(description)])
    return {"@context": PREFIXES, **compact(told)}


def _tree(description: Description) -> Tree:
    """A description by the shape of its kind; a series is a dataset as well."""
    tree = SHAPES[description.kind].write(description)
    if description.kind == "series":
        tree["@type"] = ["dcat:Dataset", "dcat:DatasetSeries"]
    return tree


def _add_page(tree: Tree, page: Page) -> None:
    """Hydra's words for one page among several."""
    view: Tree = {"@id": page.address, "@type": "hydra:PartialCollectionView"}
    for name in ("first", "next"):
        if is_address(at := getattr(page, name)):
            view[f"hydra:{name}"] = [{"@id": at}]
    tree["@type"] = [tree["@type"], "hydra:Collection"]
    if page.dump:
        tree["void:dataDump"] = [{"@id": page.dump}]
    n_total = {"@value": str(page.n_total), "@type": "xsd:integer"}
    tree |= {"hydra:totalItems": [n_total], "hydra:view": [view]}
