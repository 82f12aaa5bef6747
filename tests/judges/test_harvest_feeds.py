"""Every feed of the outside suite is harvested, or refused with one precise error.

`../shared/suites/dcat/feeds` holds catalogues as harvesters meet them: RDF in its syntaxes, CSW,
DKAN, data.json, paged ones, broken ones. How many datasets each holds was counted by hand; a second
run over the same feed changes nothing.
"""

import json
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from factories.commands import run_in

from odms.definitions import messages

FEEDS = Path(__file__).resolve().parents[2].parent / "shared" / "suites" / "dcat" / "feeds"

pytestmark = pytest.mark.skipif(
    not FEEDS.is_dir(), reason="the outside suites (../shared) are not here"
)

# feed: (kind, records taken, records refused); or the code of the one refusal
EXPECTED: dict[str, tuple[str, int, int] | str] = {
    "datajson/dcatus.json": ("data-json", 7, 0),
    "datajson/dcatus3_0.json": ("data-json", 4, 0),
    "datajson/dcatus3_0_invalid.json": ("data-json", 2, 0),
    "datajson/dcatus3_0_nested_catalog.json": ("data-json", 3, 0),
    "datajson/dcatus3_0_no_identifier.json": ("data-json", 1, 0),
    "datajson/dcatus3_0_record_no_id.json": ("data-json", 1, 0),
    "datajson/dcatus3_0_series_member_also_top_level.json": ("data-json", 3, 0),
    "datajson/dcatus3_0_series_with_members.json": ("data-json", 3, 0),
    "datajson/dcatus3_0_service_no_identifier.json": ("data-json", 1, 0),
    "datajson/dcatus3_0_service_serves_dataset.json": ("data-json", 1, 0),
    "datajson/dcatus3_0_warning.json": ("data-json", 3, 0),
    "datajson/dcatus3_0_with_records.json": ("data-json", 1, 0),
    "datajson/dcatus3_0_with_services.json": ("data-json", 1, 0),
    "datajson/dcatus_2.json": ("data-json", 3, 0),
    "datajson/dcatus_bad_license_uri.json": ("data-json", 1, 0),
    "datajson/dcatus_long_description.json": ("data-json", 1, 0),
    "datajson/dcatus_multiple_invalid.json": ("data-json", 1, 0),
    "datajson/dcatus_no_identifier.json": ("data-json", 1, 0),
    "datajson/dcatus_same_title.json": ("data-json", 2, 0),
    "datajson/dcatus_same_title_step_2.json": ("data-json", 2, 0),
    "datajson/dcatus_single_record.json": ("data-json", 1, 0),
    "datajson/dcatus_single_record_non-federal.json": ("data-json", 1, 0),
    "datajson/dcatus_spatial_no_translate.json": ("data-json", 1, 0),
    "datajson/dcatus_with_none.json": ("data-json", 402, 0),
    "datajson/missing_title.json": ("data-json", 0, 1),
    "udata-tests/ckan/data/dkan-french-w-license.json": ("dkan", 1, 0),
    "udata-tests/csw_dcat/geoide-iso19139-single-dataset.xml": ("csw", 1, 0),
    "udata-tests/csw_dcat/geonetwork-dcat-page-1.xml": ("csw", 2, 0),
    "udata-tests/csw_dcat/geonetwork-dcat-page-3.xml": ("csw", 2, 0),
    "udata-tests/csw_dcat/geonetwork-dcat-page-5.xml": ("csw", 2, 0),
    "udata-tests/csw_dcat/geonetwork-geodcatap-page-1.xml": ("csw", 2, 0),
    "udata-tests/csw_dcat/geonetwork-geodcatap-page-3.xml": ("csw", 2, 0),
    "udata-tests/csw_dcat/geonetwork-geodcatap-page-5.xml": ("csw", 2, 0),
    "udata-tests/csw_dcat/geonetwork-iso19139-page-1.xml": ("csw", 2, 0),
    "udata-tests/csw_dcat/geonetwork-iso19139-page-3.xml": ("csw", 2, 0),
    "udata-tests/csw_dcat/geonetwork-iso19139-page-5.xml": ("csw", 2, 0),
    "udata-tests/csw_dcat/geoplateforme-iso19139-IGNF_RPG.xml": ("csw", 1, 0),
    "udata-tests/dcat/bnodes.jsonld": ("dcat", 3, 0),
    "udata-tests/dcat/bnodes.xml": ("dcat", 3, 0),
    "udata-tests/dcat/catalog.xml": ("dcat", 4, 0),
    "udata-tests/dcat/datara--5a26b0f6-0ccf-46ad-ac58-734054b91977.rdf.xml": ("dcat", 1, 0),
    "udata-tests/dcat/datara--f40c3860-7236-4b30-a141-23b8ae33f7b2.rdf.xml": ("dcat", 1, 0),
    "udata-tests/dcat/evian.json": "standards.read.remote_context",
    "udata-tests/dcat/flat.jsonld": ("dcat", 3, 0),
    "udata-tests/dcat/geonetwork.xml": ("dcat", 1, 0),
    "udata-tests/dcat/nested.jsonld": ("dcat", 1, 0),
    "udata-tests/dcat/paged-collection-1.jsonld": ("dcat", 3, 0),
    "udata-tests/dcat/paged-collection-2.jsonld": ("dcat", 1, 0),
    "udata-tests/dcat/partial-collection-1.jsonld": ("dcat", 3, 0),
    "udata-tests/dcat/partial-collection-2.jsonld": ("dcat", 1, 0),
    "udata-tests/dcat/series.xml": ("dcat", 1, 0),
    "udata-tests/dcat/sig.oreme.rdf": ("dcat", 1, 0),
    "udata-tests/dcat/udata.xml": ("dcat", 2, 0),
}  # fmt: skip


def feeds() -> list[str]:
    """The feeds by their paths below the suite."""
    found = FEEDS.rglob("*") if FEEDS.is_dir() else ()
    return sorted(path.relative_to(FEEDS).as_posix() for path in found if path.is_file())


@pytest.fixture
def odms(tmp_path: Path) -> Any:
    return partial(run_in, tmp_path)


def test_every_feed_is_expected() -> None:
    assert sorted(EXPECTED) == feeds()


@pytest.mark.parametrize("name", feeds())
def test_a_feed_is_read_without_a_centre(odms: Any, name: str) -> None:
    done = odms("harvest", str(FEEDS / name), "--dry-run", "--json")
    expected = EXPECTED[name]
    if isinstance(expected, str):
        assert (done.returncode, done.stdout, done.stderr.count(b"\n")) == (1, b"", 1)
        assert done.stderr.decode().startswith(messages.catalogue()[expected]["en"][:30])
        return
    told = json.loads(done.stdout)
    assert (done.returncode, done.stderr) == (0, b"")
    assert (told["kind"], told["added"], told["refused"]) == expected
    assert len([one for one in told["errors"] if one["is_left_out"]]) == told["refused"]


def test_a_feed_that_names_a_remote_context_is_read_as_what_it_is(odms: Any) -> None:
    feed = str(FEEDS / "udata-tests/dcat/evian.json")
    done = odms("harvest", feed, "--kind", "data-json", "--dry-run", "--json")
    told = json.loads(done.stdout)
    assert (done.returncode, told["added"], told["refused"]) == (0, 8, 0)


@pytest.mark.parametrize(
    "name", [name for name in feeds() if not isinstance(EXPECTED.get(name), str)]
)
def test_a_second_run_over_a_feed_changes_nothing(centre: Any, name: str) -> None:
    from factories.centre import AT

    from odms.catalogue.models import Dataset, Distribution, Origin
    from odms.harvest import actions
    from odms.ledger.rules import SYSTEM

    kind, added, refused = EXPECTED[name]
    path = FEEDS / name
    source = actions.keep_by_hand(
        by=SYSTEM,
        agency=centre.agency,
        name=name,
        url=path.resolve().as_uri(),
        kind=str(kind),
        at=AT,
    )
    runs = []
    for day in range(2):
        at = AT + timedelta(days=day)
        runs.append(actions.harvest_now(by=SYSTEM, source=source, path=str(path), at=at))
        rows = [
            list(model.objects.order_by("pk").values()) for model in (Dataset, Distribution, Origin)
        ]
        if day == 0:
            before = rows
    first, second = runs
    assert [run.failure for run in runs] == [{}, {}]
    assert (first.added, first.refused) == (added, refused)
    assert (second.added, second.updated, second.unchanged, second.deleted) == (0, 0, added, 0)
    assert rows == before
