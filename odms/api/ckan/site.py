"""Actions about the site itself."""

from typing import Any

from django.conf import settings

from odms.api.ckan.calls import ACTIONS, Call, action, base_url
from odms.api.ckan.parameters import needed
from odms.api.ckan.troubles import NotFoundError
from odms.standards import ckan, codes

CKAN_VERSION = "2.12.0"  # whose answers these are


@action()
def status_show(call: Call) -> dict[str, Any]:
    """Name and version of the site."""
    return {
        "ckan_version": CKAN_VERSION,
        "error_emails_to": None,
        "extensions": ["odms"],
        "locale_default": "th",
        "site_description": settings.CENTRE_NAMES["en"],
        "site_title": settings.CENTRE_NAMES["th"],
        "site_url": base_url(),
    }


@action()
def site_read(call: Call) -> bool:
    """Whether the site may be read; old clients ask."""
    return True


@action("name")
def help_show(call: Call) -> str:
    """What an action does."""
    name = needed(call.given, "name")
    if name not in ACTIONS:
        raise NotFoundError("Action name not known")
    return ACTIONS[name].help


@action()
def license_list(call: Call) -> list[dict[str, Any]]:
    """Licences that a dataset here may stand under."""
    return [ckan.to_license(licence) for licence in codes.options("licences")]


@action()
def vocabulary_list(call: Call) -> list[Any]:
    """Vocabularies of tags; tags are free here, so there is none."""
    return []
