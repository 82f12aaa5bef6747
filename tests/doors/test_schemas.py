"""Schemas over HTTP: public documents, the desk's page, the API; drift before the approver."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from factories import cases
from factories.centre import Centre
from factories.files import YEARS, YEARS_NEXT

from odms.catalogue import queries as catalogue
from odms.engine import checking
from odms.engine.schema import csvw, read, table_schema
from odms.people.actions import make_token


@pytest.fixture
def table(centre: Centre) -> Any:
    """A published table with its proposed schema."""
    case = cases.published(centre, YEARS, name="patients.csv")
    return catalogue.list_tables(case.dataset)[0]


def bearer(centre: Centre, who: str) -> str:
    """The header of a token of this person."""
    user, now = centre.people[who], timezone.now()
    options = {"name": "test", "at": now, "expires_at": now + timedelta(days=1)}
    return f"Bearer {make_token(by=user, user=user, **options)[1]}"


def signed_in(centre: Centre, who: str) -> Client:
    client = Client()
    client.force_login(centre.people[who])
    return client


def test_public_documents(table: Any) -> None:
    base = f"/datasets/{table.dataset.slug}/{table.slug}"
    told = Client().get(f"{base}/schema.json")
    assert (told.status_code, told["Content-Type"]) == (200, "application/json")
    schema = read(told.json())
    assert schema.primary_key == ("จังหวัด", "ปี")
    told = Client().get(f"{base}/csv-metadata.json")
    assert (told.status_code, told["Content-Type"]) == (200, "application/csvm+json")
    assert told.json()["url"].endswith(f"{base}.csv")
    assert csvw.read(told.json()).names == schema.names
    page = Client().get(f"/datasets/{table.dataset.slug}")
    assert f"{base}/schema.json" in page.content.decode()
    assert 'csv-metadata.json>; rel="describedby"; type="application/csvm+json"' in page["Link"]
    assert (
        f"/en{base}/schema.json"
        in Client().get(f"/en/datasets/{table.dataset.slug}").content.decode()
    )


def test_published_csv_keeps_its_schema(table: Any, tmp_path: Any) -> None:
    base = f"/datasets/{table.dataset.slug}/{table.slug}"
    path = tmp_path / "table.csv"
    path.write_bytes(Client().get(f"{base}.csv", follow=True).getvalue())
    verdict = checking.validate(path, read(Client().get(f"{base}/schema.json").json()))
    assert (verdict.is_valid, verdict.n_rows) == (True, 10)


def test_desk_page_changes_the_schema(centre: Centre, table: Any) -> None:
    client = signed_in(centre, "steward")
    address = f"/desk/datasets/{table.dataset.slug}/{table.slug}/schema"
    page = client.get(address)
    assert page.status_code == 200
    form = page.context["form"]
    typed = {name: form[name].value() or "" for name in form.fields}
    typed = {name: "on" if value is True else value for name, value in typed.items()}
    typed |= {"title_en-2": "Patients", "minimum-2": "", "maximum-2": "900"}
    del typed["key-1"]
    assert client.post(address, typed).status_code == 302
    document = catalogue.get_schema(table)
    assert document["fields"][2]["title"] == "Patients"
    assert document["fields"][2]["constraints"] == {"required": True, "maximum": "900"}
    assert document["primaryKey"] == ["จังหวัด"]
    assert [kept.origin for kept in catalogue.list_schemas(table)] == ["edited", "proposed"]


def test_desk_imports_a_schema(centre: Centre, table: Any) -> None:
    client = signed_in(centre, "steward")
    address = f"/desk/datasets/{table.dataset.slug}/{table.slug}/schema/import"
    assert client.get(address).status_code == 200

    def send(text: str) -> Any:
        return client.post(address, {"document": SimpleUploadedFile("schema.json", text.encode())})

    assert send("{").status_code == 422
    assert send('{"fields": [{}]}').status_code == 422
    schema = {"fields": [{"name": name} for name in ("จังหวัด", "ปี", "ผู้ป่วย")]}
    assert send(json.dumps(csvw.write(read(schema), url="t.csv"))).status_code == 302
    assert catalogue.list_schemas(table)[0].origin == "imported"


@pytest.mark.parametrize(
    ("who", "status"), [("steward", 200), ("auditor", 200), ("other-steward", 404), ("user", 403)]
)
def test_desk_page_is_for_the_agency(centre: Centre, table: Any, who: str, status: int) -> None:
    address = f"/desk/datasets/{table.dataset.slug}/{table.slug}/schema"
    assert signed_in(centre, who).get(address).status_code == status


def test_drift_before_steward_and_approver_and_in_the_api(centre: Centre, table: Any) -> None:
    case = cases.submitted(centre, YEARS_NEXT, name="patients.csv", dataset=table.dataset)
    for who, address in (
        ("steward", f"/en/desk/cases/{case.id}/review"),
        ("approver", f"/en/desk/approvals/{case.id}"),
    ):
        page = signed_in(centre, who).get(address).content.decode()
        assert (
            "By the key จังหวัด, ปี: 2 rows came (17 percent), 0 went (0 percent), 1 changed" in page
        )
        assert "not in the code list th/provinces#name_th" in page
    drift = f"/api/v1/deliveries/{case.delivery_id}/drift"
    [told] = Client().get(drift, headers={"authorization": bearer(centre, "steward")}).json()
    assert (told["distribution"], told["is_same_shape"]) == (table.slug, False)
    assert told["changes"]["n_rows_changed"] == 1
    assert "schema.not_in_code_list" in [one["code"] for one in told["findings"]]


def test_api_gives_and_takes_schemas(centre: Centre, table: Any) -> None:
    url = f"/api/v1/distributions/{table.id}"
    schema = Client().get(f"{url}/schema").json()
    assert table_schema.read(schema).names == ("จังหวัด", "ปี", "ผู้ป่วย")
    assert Client().get(f"{url}/csvw").json()["@context"] == csvw.CONTEXT
    schema["fields"][2]["constraints"] = {}

    def put(document: Any, **headers: str) -> Any:
        return Client().put(
            f"{url}/schema", json.dumps(document), content_type="application/json", headers=headers
        )

    assert put(schema).status_code == 401
    steward = bearer(centre, "steward")
    told = put(schema, authorization=steward)
    assert (told.status_code, told.json()["number"]) == (200, 2)
    assert put({"fields": [{"name": 1}]}, authorization=steward).status_code == 400
    assert put(schema, authorization=bearer(centre, "other-steward")).status_code == 403
