"""Who provides data, and what: agencies, catalogues elsewhere, data that moves."""

from typing import TYPE_CHECKING

from odms.assessment.evidence.found import Found, feature, number, share, some, thing

if TYPE_CHECKING:
    from odms.assessment.queries.facts import CentreFacts


def providers(facts: "CentreFacts") -> Found:
    """State agencies with a public dataset, of all state agencies that are here."""
    told = facts.agencies_of("state")
    return share(sum(one.id in facts.publishing for one in told), len(told), "agencies_publishing")


def missing_providers(facts: "CentreFacts") -> Found:
    """The list of agencies tells which have no dataset yet."""
    return feature("agencies", len(facts.agencies) - len(facts.publishing), "agencies_without")


def other_portals(facts: "CentreFacts") -> Found:
    """Catalogues elsewhere that the centre has approved as sources."""
    return number(len(facts.sources), "sources", "agencies")


def portals_shown(facts: "CentreFacts") -> Found:
    """Sources whose datasets are found here."""
    return some(facts.n_gathered and len(facts.sources), "sources", "search")


def portals_harvested(facts: "CentreFacts") -> Found:
    """Sources that are read on a schedule, and not by hand alone."""
    read = [one for one in facts.sources if one.schedule != "by-hand"]
    return share(len(read), len(facts.sources), "sources_scheduled")


def live_data(facts: "CentreFacts") -> Found:
    """Datasets that are promised more often than daily, or have a data service."""
    return some(facts.n_live, "live", "search")


def live_share(facts: "CentreFacts") -> Found:
    """Of public datasets, those that move or have a data service."""
    return share(facts.n_live, facts.n_datasets, "live", "search")


def civil_data(facts: "CentreFacts") -> Found:
    """Publishers of civil society have a sector of their own: their public datasets."""
    return feature("agencies", facts.n_datasets_of("civil"), "civil_datasets")


def overview(facts: "CentreFacts") -> Found:
    """The list of publishers of all sectors, with what each has."""
    return feature("agencies", len(facts.publishing), "agencies_publishing")


def closed_data(facts: "CentreFacts") -> Found:
    """Entries of inventories that are not open: people of agencies see them, the public does not."""
    n = facts.inventory["n_closed"]
    return Found(
        "partly" if n else "no", "evidence.inside", {"n": n, "what": thing("closed_entries")}
    )
