"""Actions that write packages. A token alone never publishes: what is written is proposed, in a case
that people of the agency submit and approve on the desk."""

from typing import TYPE_CHECKING, Any

from odms.api.ckan import revising
from odms.api.ckan.calls import Call, Given, action
from odms.api.ckan.fields import changes_of, tables_of
from odms.api.ckan.parameters import needed, texts
from odms.api.ckan.proposals import find_dataset, own_dataset, package_of
from odms.api.ckan.troubles import ValidationError
from odms.definitions.messages import sentence
from odms.errors import Unauthenticated
from odms.people import queries as people
from odms.people.rules import check_do
from odms.publication import actions as publication
from odms.publication import queries as cases

if TYPE_CHECKING:
    from odms.catalogue.models import Dataset
    from odms.people.models import Agency, User

_PACKAGE = (
    *("title", "notes", "owner_org", "tags", "tag_string", "groups", "license_id", "url"),
    *("maintainer", "maintainer_email", "extras", "resources"),
)


@action("name", *_PACKAGE, writes=True, deed="case.edit")
def package_create(call: Call) -> dict[str, Any]:
    """Open a draft and its case: described here, filled by uploads, published by people. Resources are
    announced; the country's own fields are taken by label or code, in Thai or English."""
    by, name = caller(call), needed(call.given, "name")
    agency = _agency(call, by)
    check_do(call.person, "case.edit", agency.id)
    changes = changes_of(call.given, is_whole=False)
    case = publication.propose(
        by=by,
        agency=agency,
        slug=name,
        changes={"title_th": name} | changes,
        tables=tables_of(call.given) or (),
        at=call.at,
    )
    return package_of(case.dataset)


@action("id", "name", *_PACKAGE, writes=True, deed="case.edit")
def package_update(call: Call) -> dict[str, Any]:
    """Propose a description in place of the one that is there: what is not named is emptied. Tables
    that were released, and files that came, stay."""
    return _proposed(call, _dataset(call, call.given), call.given, is_whole=True)


@action("id", "name", *_PACKAGE, writes=True, deed="case.edit")
def package_patch(call: Call) -> dict[str, Any]:
    """Propose other words for what is named; all else stays as it is by now."""
    return _proposed(call, _dataset(call, call.given), call.given, is_whole=False)


@action("match", "filter", "update", "include", writes=True, deed="case.edit")
def package_revise(call: Call) -> dict[str, Any]:
    """Change a package unless it changed meanwhile: `match` must hold, `filter` takes out, `update`
    puts in (`update__resources__extend` and the like too), `include` chooses what is told."""
    match = revising.nested(call.given, "match")
    name = match.get("id") or match.get("name")
    if not isinstance(name, str) or not name:
        raise ValidationError(match__id="Missing value")
    dataset = own_dataset(call, name)
    revision = cases.last_entry_about(dataset)
    package = package_of(dataset)
    if unmatched := revising.unmatched(package, match):
        raise ValidationError(match=unmatched)
    revised = revising.revised(
        package, texts(call.given, "filter"), revising.flat(call.given, "update")
    )
    told = _proposed(
        call, dataset, revised, is_whole=True, revision=revision.seq if revision else None
    )
    return revising.filtered({"package": told}, texts(call.given, "include"))


@action("id", "reason", writes=True, deed="dataset.withdraw")
def package_delete(call: Call) -> None:
    """Withdraw a public dataset at once, for the `reason` that is given; give up a draft."""
    _remove(call, own_dataset(call, needed(call.given, "id"), "dataset.withdraw"))


@action("org_id", "datasets", writes=True, deed="dataset.withdraw")
def bulk_update_delete(call: Call) -> dict[str, Any]:
    """Withdraw or give up several datasets of a publisher."""
    for dataset in _datasets(call):
        _remove(call, dataset)
    return {}


@action("org_id", "datasets", writes=True, deed="dataset.withdraw")
def bulk_update_private(call: Call) -> dict[str, Any]:
    """Withdraw several public datasets of a publisher; drafts are private as they are."""
    for dataset in _datasets(call):
        if dataset.state == "published":
            _remove(call, dataset)
    return {}


def caller(call: Call) -> "User":
    """Who calls. Raises Unauthenticated for a visitor."""
    if call.user is None:
        raise Unauthenticated("api.token_needed")
    return call.user


def _proposed(
    call: Call,
    dataset: "Dataset",
    given: Given,
    *,
    is_whole: bool,
    revision: int | None = None,
) -> dict[str, Any]:
    by = caller(call)
    changes = changes_of(given, is_whole=is_whole)
    name = str(given.get("name") or dataset.slug)
    if name != dataset.slug:
        changes["slug"] = name
    if not changes.get("title_th", "-"):
        changes["title_th"] = name
    tables = tables_of(given)
    publication.revise(
        by=by,
        dataset=dataset,
        changes=changes,
        tables=(tables or ()) if is_whole else tables,
        at=call.at,
        revision=revision,
    )
    return package_of(find_dataset(call, dataset.id))


def _remove(call: Call, dataset: "Dataset") -> None:
    by = caller(call)
    if dataset.state == "published":
        reason = str(call.given.get("reason") or sentence("ckan.withdrawn", "th"))
        publication.withdraw(by=by, dataset=dataset, reason=reason, at=call.at)
    elif (case := cases.get_open_case(dataset)) is not None:
        publication.discard(by=by, case=case, at=call.at)


def _dataset(call: Call, given: Given) -> "Dataset":
    name = given.get("id") or given.get("name")
    if not isinstance(name, str) or not name:
        raise ValidationError(id="Missing value")
    return own_dataset(call, name)


def _datasets(call: Call) -> list["Dataset"]:
    names = texts(call.given, "datasets")
    if not names:
        raise ValidationError(datasets="Missing value")
    return [own_dataset(call, name, "dataset.withdraw") for name in names]


def _agency(call: Call, by: "User") -> "Agency":
    """The publisher that is named, or the one for which the caller is steward."""
    name = str(call.given.get("owner_org") or "")
    if name and (found := people.find_agency(name)) is not None:
        return found
    own = people.agencies_of(by, "steward")
    if not name and len(own) == 1 and not by.is_centre_admin:
        return own[0]
    raise ValidationError(owner_org="Organization does not exist" if name else "Missing value")
