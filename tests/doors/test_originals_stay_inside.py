"""What was delivered is reached by no public door: every route is walked with the keys of originals.

Pages, the API, CKAN's actions and downloads are asked for the released dataset and, by every name
that a route takes, for the delivery, its hash and the keys of its unprotected versions.
"""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLResolver, get_resolver
from factories import cases
from factories.centre import AT, Centre
from factories.files import VISITORS

from odms.api.ckan.actions import ACTIONS
from odms.catalogue import queries as catalogue
from odms.intake import actions as intake
from odms.intake import queries as deliveries
from odms.intake.originals import originals
from odms.lake.exports import FORMATS
from odms.publication import actions as publication
from odms.search import actions as search

ID, NAME, MAIL, AGE = "เลขบัตรประชาชน", "ชื่อ", "อีเมล", "อายุ"
VALUES = ("1234567890121", "3456789012347", "สมชาย", "somying@odms.example", "pen@odms")
# a page that asks for much is not walked a second time
_PARAMETER = re.compile(r"<(?:[a-z]+:)?(\w+)>|\(\?P<(\w+)>[^)]*\)")


@pytest.fixture
def case(centre: Centre) -> Any:
    """A published case: its personal columns are dropped, masked and replaced by pseudonyms."""
    made = cases.draft(centre, VISITORS)
    (table,) = deliveries.list_tables(made.delivery)
    for column, deed in {ID: "pseudonymise", NAME: "drop", MAIL: "mask", AGE: "band"}.items():
        intake.decide_column(by=centre.steward, table=table, column=column, deed=deed, at=AT)
    made = publication.submit(by=centre.steward, case=cases.worked_out(made), at=AT)
    made = publication.approve(by=centre.approver, case=made, at=AT)
    made = publication.publish(case=made, at=AT)
    search.follow()
    return made


def routes(resolver: Any, prefix: str = "") -> Iterator[str]:
    for pattern in resolver.url_patterns:
        address = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern, address)
        else:
            yield address


def names_of(case: Any) -> dict[str, str]:
    """The names by which originals could be asked for, and those of what was released."""
    (table,) = deliveries.list_tables(case.delivery)
    (distribution,) = catalogue.list_distributions(case.dataset)
    sha256 = case.delivery.sha256
    return {
        "delivery": case.delivery.id,
        "delivered table": table.id,
        "delivered version": table.table_key,
        "original": sha256,
        "path of the original": f"../restricted/blobs/{sha256[:2]}/{sha256}",
        "case": case.id,
        "released version": distribution.current.table_key,
        "distribution": distribution.id,
        "dataset": case.dataset.slug,
        "number": "1",
        "format": "csv",
    }


def addresses(case: Any) -> Iterator[str]:
    names = names_of(case)
    for route in sorted(set(routes(get_resolver()))):
        plain = route.replace("^", "").replace("$", "").replace("\\Z", "")
        parameters = _PARAMETER.findall(plain)
        values: Any = names.values() if parameters else [""]
        for value in values:
            yield "/" + _PARAMETER.sub(lambda _, one=value: one, plain)
    yield from of_the_release(names)


def of_the_release(names: dict[str, str]) -> Iterator[str]:
    """The right addresses of what was released, each in every form."""
    base = f"/api/v1/distributions/{names['distribution']}"
    yield from (f"{base}/rows", f"{base}/profile", f"{base}/releases", base)
    for form in FORMATS:
        yield f"{base}/releases/1/download?format={form}"
        yield f"{base}/releases/1/download?format={form}&{ID}__isnull=false"
    for action in ACTIONS:
        for name in names.values():
            yield f"/api/3/action/{action}?id={name}"
            yield f"/api/3/action/{action}?resource_id={name}&q={name}"
    for word in (*VALUES, names["original"], names["delivered version"]):
        yield f"/api/v1/search?q={word}"
        yield f"/search?q={word}"


def body(answer: Any) -> bytes:
    if answer.streaming:
        return b"".join(answer.streaming_content)
    return bytes(answer.content)


def test_no_public_door_gives_out_an_original(case: Any) -> None:
    """No original value, no hash of the original and no key of an unprotected version is in an answer,
    unless it was in the question."""
    names, visitor = names_of(case), Client()
    hidden = [*VALUES, names["original"], names["delivered version"], names["delivered table"]]
    n_answers, found = 0, []
    for address in addresses(case):
        if "?" not in address and ("logout" in address or "static" in address):
            continue
        answer = visitor.get(address)
        n_answers += answer.status_code == 200
        told = body(answer)
        found += [
            (address, secret)
            for secret in hidden
            if secret.encode() in told and secret not in address
        ]
        assert originals().blob_path(names["original"]).read_bytes() not in told, address
    assert n_answers > 60
    assert found == []


def test_public_side_of_the_lake_holds_released_versions_alone(case: Any) -> None:
    """Byte by byte: no file outside the restricted side knows what was hidden."""
    lake = deliveries.lake()
    released = catalogue.list_distributions(case.dataset)[0].current.table_key
    assert released in [key for key, _ in lake.list_tables()]
    for form in FORMATS:
        Client().get(
            f"/api/v1/distributions/{catalogue.list_distributions(case.dataset)[0].id}"
            f"/releases/1/download?format={form}"
        )
    hidden = [value.encode() for value in (*VALUES, "ดีใจ", "๓๔")]
    for folder in (lake.root / "tables" / released, lake.root / "derived" / released):
        files = list(folder.iterdir())
        assert files
        for path in files:
            data = path.read_bytes()
            assert not [secret for secret in hidden if secret in data], path
    (table,) = deliveries.list_tables(case.delivery)
    assert not lake.table_path(table.table_key).exists()
    assert not originals().table_path(released).exists()
