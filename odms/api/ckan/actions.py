"""All actions, by name; each of these modules enters its own."""

from odms.api.ckan import (
    datastore,
    organizations,
    packages,
    people,
    refusing,
    resources,
    site,
    tags,
    uploading,
    writing,
)
from odms.api.ckan.calls import ACTIONS

__all__ = [
    "ACTIONS",
    "datastore",
    "organizations",
    "packages",
    "people",
    "refusing",
    "resources",
    "site",
    "tags",
    "uploading",
    "writing",
]
