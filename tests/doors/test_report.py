"""The steward's report of a delivery: page, files and API, for the agency's people alone."""

import io
import json
from pathlib import Path
from typing import Any

import jsonschema
import openpyxl
import pytest
from django.test import Client
from django.utils import timezone
from factories.cases import draft, published, read
from factories.centre import AT, Centre
from factories.files import PATIENTS_NEXT

from odms.intake import actions as intake
from odms.people import actions as people
from odms.pictures import report as drawn
from odms.publication.queries import report as reports

ROOT = Path(__file__).resolve().parents[2]
SCHEMA = json.loads((ROOT / "docs/reference/report.schema.json").read_text("utf-8"))


PHONES = "หน่วยบริการ,โทรศัพท์\n" + "".join(f"หน่วย {i},08{i:08}\n" for i in range(10, 40))


def client(centre: Centre, who: str = "steward") -> Client:
    signed_in = Client()
    signed_in.force_login(centre.people[who])
    return signed_in


def token(centre: Centre, who: str) -> dict[str, str]:
    user, now = centre.people[who], timezone.now()
    expiry = now + timezone.timedelta(days=1)
    _, secret = people.make_token(by=user, user=user, name="test", at=now, expires_at=expiry)
    return {"authorization": f"Bearer {secret}"}


def test_api_gives_the_report_to_the_agency_alone(centre: Centre) -> None:
    delivery = read(centre)
    url = f"/api/v1/deliveries/{delivery.id}/report"
    told = Client().get(url, headers=token(centre, "steward")).json()
    jsonschema.validate(told, SCHEMA)
    assert (told["file"]["name"], told["tables"][0]["adds_up"]) == ("patients.csv", True)
    assert Client().get(url).status_code == 401
    assert Client().get(url, headers=token(centre, "other-steward")).status_code == 404


def test_api_gives_files(centre: Centre) -> None:
    url = f"/api/v1/deliveries/{read(centre).id}/report/download"
    paper = Client().get(url, {"language": "en"}, headers=token(centre, "steward"))
    assert b"".join(paper.streaming_content).startswith(b"%PDF-")
    assert paper["Cache-Control"] == "private, no-store"
    answer = Client().get(url, {"format": "xlsx"}, headers=token(centre, "steward"))
    book = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    assert len(book.sheetnames) == 2
    wrong = Client().get(url, {"format": "exe"}, headers=token(centre, "steward"))
    assert (wrong.status_code, wrong.json()["code"]) == (404, "publication.no_such_form")


@pytest.mark.parametrize(
    ("path", "verdict", "part"),
    [
        ("/desk/deliveries/{id}/report", "เผยแพร่ได้", "คุณภาพหกมิติ"),
        ("/en/desk/deliveries/{id}/report", "Publishable", "Quality in six dimensions"),
    ],
)
def test_page_says_the_verdict_first(centre: Centre, path: str, verdict: str, part: str) -> None:
    page = client(centre).get(path.format(id=read(centre).id)).content.decode()
    head, _, rest = page.partition("</h1>")
    assert verdict in head
    assert part in rest
    assert 'class="bars beside"' in rest


def test_delivery_leads_to_its_report(centre: Centre) -> None:
    delivery = read(centre)
    page = client(centre).get(f"/desk/deliveries/{delivery.id}").content.decode()
    assert f'href="/desk/deliveries/{delivery.id}/report"' in page


def test_file_that_could_not_be_read_has_a_report(centre: Centre) -> None:
    delivery = read(centre, "<html><body>no</body></html>", name="x.csv")
    assert delivery.state == "failed"
    page = client(centre).get(f"/en/desk/deliveries/{delivery.id}/report").content.decode()
    assert "This file cannot be read as a table." in page
    assert client(centre).get(f"/desk/deliveries/{delivery.id}/report.pdf").status_code == 404


def test_report_of_an_older_reading_is_refused_in_words(centre: Centre) -> None:
    delivery = read(centre)
    for table in delivery.report["tables"]:
        del table["n_blank"]
    delivery.save()
    answer = client(centre).get(f"/en/desk/deliveries/{delivery.id}/report")
    assert answer.status_code == 409
    assert "deliver it again" in answer.content.decode()


def test_record_of_the_case_is_measured(centre: Centre) -> None:
    case = draft(centre)
    told = reports.steward_report(case.delivery, _person(centre), at=AT)
    points = {
        measure["code"]: measure["points"]
        for dimension in told["quality"]["dimensions"]
        for measure in dimension["measures"]
    }
    assert points["items_stated"] == 100
    assert points["licence_open"] == 100
    assert points["delivered_within_promise"] == 100
    assert points["links_answered"] is None and points["is_used"] is None


def test_decisions_of_the_steward_are_told(centre: Centre) -> None:
    delivery = read(centre, PHONES)
    before = reports.steward_report(delivery, _person(centre), at=AT)
    pressing = [one["column"] for one in before["personal"] if one["must_decide"]]
    assert pressing
    table = delivery.tables.get()
    for column in [one["column"] for one in before["personal"]]:
        intake.decide_column(by=centre.steward, table=table, column=column, deed="drop", at=AT)
    after = reports.steward_report(delivery, _person(centre), at=AT)
    assert not [one for one in after["personal"] if one["must_decide"]]
    assert after["verdict"]["code"].startswith("publishable")


def test_change_against_the_version_before_is_told(centre: Centre) -> None:
    dataset = published(centre).dataset
    case = draft(centre, PATIENTS_NEXT, dataset=dataset)
    told = reports.steward_report(case.delivery, _person(centre), at=AT)
    (change,) = told["change"]
    assert (change["table"], change["n_rows_before"]) == (0, 3)
    assert change["n_columns_before"] > 0
    again = reports.steward_report(case.delivery, _person(centre), at=AT)
    assert again["change"] == told["change"]


def test_file_is_drawn_once_while_nothing_changes(centre: Centre, monkeypatch: Any) -> None:
    delivery = read(centre)
    drawings = []
    pdf = drawn.pdf
    monkeypatch.setattr(drawn, "pdf", lambda document: drawings.append(1) or pdf(document))
    told = reports.steward_report(delivery, _person(centre), at=AT)
    first = reports.drawn_report(delivery, told, "pdf", "th").path
    assert reports.drawn_report(delivery, told, "pdf", "th").path == first
    assert (len(drawings), first.stat().st_mode & 0o777) == (1, 0o600)
    later = reports.steward_report(delivery, _person(centre), at=AT + timezone.timedelta(days=1))
    second = reports.drawn_report(delivery, later, "pdf", "th").path
    assert (len(drawings), first.exists(), second.exists()) == (2, False, True)


def _person(centre: Centre) -> Any:
    from odms.people.queries import get_person

    return get_person(centre.steward)


def test_quality_of_a_release_is_public_and_dqv(centre: Centre) -> None:
    from rdflib import RDF, Graph, URIRef

    table = published(centre).dataset.distributions.get()
    url = f"/api/v1/distributions/{table.id}/quality"
    told = Client().get(url).json()
    by_code = {one["code"]: one["points"] for d in told["dimensions"] for one in d["measures"]}
    assert (by_code["items_stated"], by_code["machine_readable"]) == (100, 100)
    assert by_code["requests_answered"] is None
    linked = Client().get(url, {"format": "jsonld"})
    assert linked["Content-Type"] == "application/ld+json"
    graph = Graph().parse(data=Client().get(url, {"format": "turtle"}).content, format="turtle")
    measured = list(graph.subjects(RDF.type, URIRef("http://www.w3.org/ns/dqv#QualityMeasurement")))
    assert len(measured) == 1 + sum(points is not None for points in by_code.values())
    assert Client().get(url, {"format": "xml"}).status_code == 400
    rules = Client().get("/api/v1/quality").json()
    assert set(by_code) == set(rules["measures"])


def test_release_from_before_quality_has_none(centre: Centre) -> None:
    from odms.intake.queries import lake

    table = published(centre).dataset.distributions.get()
    lake().table_path(table.current.table_key).with_name("as_read.json").unlink()
    answer = Client().get(f"/api/v1/distributions/{table.id}/quality")
    assert (answer.status_code, answer.json()["code"]) == (404, "publication.no_quality")


def test_page_of_a_dataset_shows_its_quality(centre: Centre) -> None:
    slug = published(centre).dataset.slug
    page = Client().get(f"/en/datasets/{slug}").content.decode()
    part = page.partition('id="quality"')[2]
    assert "of 100 points" in part and "Timeliness" in part and "not measured" in part
    assert "/quality?format=turtle" in part
