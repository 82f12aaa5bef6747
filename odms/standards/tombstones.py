"""What is left of a dataset that was withdrawn: its name, when and why, so that copies elsewhere can
be taken down too."""

from collections.abc import Mapping
from typing import Any

from odms.standards import codes
from odms.standards.dcat.shapes import KEPT
from odms.standards.description import Agent, Description
from odms.standards.view import Addresses

WITHDRAWN = codes.authority("dataset-status", "WITHDRAWN")


def describe_tombstone(facts: Mapping[str, Any], base_url: str) -> Description:
    """The description of a withdrawn dataset from what `Gone` tells of it."""
    addresses = Addresses(base_url)
    titles = {language: facts[f"title_{language}"] for language in ("th", "en")}
    names = {language: facts[f"publisher_{language}"] for language in ("th", "en")}
    return Description(
        identifier=facts["id"],
        uri=addresses.identity("dataset", facts["id"]),
        titles={language: told for language, told in titles.items() if told},
        publisher=Agent(
            {language: told for language, told in names.items() if told}, kind="organization"
        ),
        landing_pages=(addresses.dataset(facts["slug"]),),
        extras={
            KEPT: {
                "adms:status": [{"@id": WITHDRAWN}],
                "prov:invalidatedAtTime": [
                    {"@value": facts["withdrawn_at"].isoformat(), "@type": "xsd:dateTime"}
                ],
                "rdfs:comment": [{"@value": facts["reason"], "@language": "th"}],
            }
        },
    )
