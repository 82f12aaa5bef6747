"""What is not public yet, as packages: shown to those who work for its agency, and to nobody else."""

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from odms.api.ckan.calls import Call, base_url
from odms.api.ckan.parameters import flag
from odms.api.ckan.troubles import NotFoundError
from odms.catalogue import queries as catalogue
from odms.definitions.messages import sentences
from odms.errors import Absent, Gone
from odms.intake import queries as intake
from odms.people.rules import check_do
from odms.publication import queries as publication
from odms.search.lucene import Node, meets
from odms.standards import ckan
from odms.standards.record import Record
from odms.standards.view import DeclaredView

if TYPE_CHECKING:
    from odms.catalogue.models import Dataset, Distribution
    from odms.intake.models import Delivery, Fetch

# what asks for more than the public sees, and the states of a package that it asks for
_ASKED = {"include_private": "draft", "include_drafts": "draft", "include_deleted": "deleted"}


def find_dataset(call: Call, name: str) -> "Dataset":
    """The dataset that the caller may see under a name or identifier. Raises NotFoundError."""
    for find in (catalogue.get_dataset, catalogue.get_dataset_by_id):
        try:
            return find(name, call.person)
        except Absent:
            continue
        except Gone:
            break
    raise NotFoundError


def find_table(call: Call, name: str) -> "Distribution":
    """The table that the caller may see under an identifier, ours or their own. Raises NotFoundError."""
    try:
        return catalogue.get_distribution(name, call.person)
    except (Absent, Gone):
        pass
    if (found := catalogue.find_by_ckan_id(name, call.person)) is None:
        raise NotFoundError
    return found


def own_dataset(call: Call, name: str, deed: str = "case.edit") -> "Dataset":
    """The dataset under a name or identifier with which the caller may do this deed. Raises
    NotFoundError and Forbidden."""
    dataset = find_dataset(call, name)
    check_do(call.person, deed, dataset.agency_id)
    return dataset


def own_table(call: Call, name: str) -> "Distribution":
    """The table under an identifier that the caller may deliver for, and say otherwise of. Raises
    NotFoundError and Forbidden."""
    table = find_table(call, name)
    check_do(call.person, "case.edit", table.dataset.agency_id)
    return table


def package_of(dataset: "Dataset") -> dict[str, Any]:
    """The package of a dataset as it is proposed; as it is public, where nothing is."""
    case = publication.get_open_case(dataset)
    record = Record.from_dict(case.record) if case else catalogue.get_record(dataset)
    view = replace(catalogue.describe(dataset), record=record)
    package = ckan.to_package(view, base_url=base_url())
    tables = catalogue.list_distributions(dataset, with_declared=True)
    declared = [table for table in tables if table.is_declared]
    ids = [table.id for table in declared]
    files, fetches = intake.last_for_tables(ids), intake.list_fetches(ids)
    package["resources"] += [
        ckan.to_declared(view, _declared(table, files.get(table.id)), base_url=base_url())
        | _told_of(files.get(table.id), fetches.get(table.id))
        for table in declared
    ]
    is_public = dataset.state == "published" and case is None
    return package | {
        "title": record.title_th or dataset.title_th,
        "num_resources": len(package["resources"]),
        "private": not is_public,
        "state": "active" if is_public else "draft" if case else "deleted",
    }


def resource_of(table: "Distribution") -> dict[str, Any]:
    """The resource object of a table in the package as it is proposed."""
    return resource_in(package_of(table.dataset), table)


def resource_in(package: dict[str, Any], table: "Distribution") -> dict[str, Any]:
    """The resource object of a table in a package. Raises NotFoundError where it has none."""
    found = (one for one in package["resources"] if one["id"] == table.id)
    if (resource := next(found, None)) is None:
        raise NotFoundError
    return resource


def wanted_states(given: dict[str, Any]) -> set[str]:
    """The states of packages that a call asks for beside what is public."""
    return {state for name, state in _ASKED.items() if flag(given, name, False)}


def list_hidden(call: Call) -> list[dict[str, Any]]:
    """The packages that are not public and that the caller both may see and asks for."""
    states, person = wanted_states(call.given), call.person
    if not states or person is None:
        return []
    own = {agency for agency, _ in person.roles}
    sees_all = person.is_centre_admin or person.is_auditor
    hidden = catalogue.list_hidden(None if sees_all else own)
    return [package for package in map(package_of, hidden) if package["state"] in states]


def meeting(packages: list[dict[str, Any]], asked: Node, typed: str) -> list[dict[str, Any]]:
    """The packages that are what a query asks for, and hold all words that were typed."""
    words = typed.casefold().split()
    return [
        package
        for package in packages
        if meets(facts := _facts(package), asked) and all(word in facts["text"] for word in words)
    ]


def counts(packages: list[dict[str, Any]], name: str) -> Counter[str]:
    """How often each value of a facet stands in some packages."""
    return Counter(value for one in packages for value in ckan.facts_of(one).get(name, []))


def _facts(package: dict[str, Any]) -> dict[str, Any]:
    texts = {name: str(package[name] or "").casefold() for name in ("title", "notes")}
    tags = " ".join(tag["name"].casefold() for tag in package["tags"])
    moments = {name: package[name] for name in ("metadata_created", "metadata_modified")}
    text = {"text": f"{package['name']} {texts['title']} {texts['notes']} {tags}"}
    return ckan.facts_of(package) | texts | moments | text


def _declared(table: "Distribution", delivery: "Delivery | None") -> DeclaredView:
    view = DeclaredView(
        id=table.id,
        position=table.position,
        title_th=table.title_th,
        address=table.address,
        source_format=table.source_format,
        extras=table.extras,
    )
    if delivery is None:
        return view
    return replace(
        view,
        file_name=delivery.name,
        size_bytes=delivery.size_bytes,
        sha256=delivery.sha256,
        received_at=delivery.received_at,
    )


def _told_of(delivery: "Delivery | None", fetch: "Fetch | None") -> dict[str, Any]:
    """What became of a file so far: keys of our own, which clients pass over."""
    work = fetch or delivery
    if work is None:
        return {}
    told: dict[str, Any] = {"delivery_state": work.state}
    if delivery is not None:
        told["delivery_id"] = delivery.id
    if trouble := work.trouble:
        told["delivery_trouble"] = sentences(trouble["code"], trouble["facts"])
    return told
