"""`/api/v1` for readers: shapes, pages, refusals, rows, downloads."""

import hashlib
import json
from typing import Any

import pytest
from django.test import Client
from factories.cases import draft, published
from factories.centre import AT, Centre
from factories.files import PATIENTS, PATIENTS_NEXT, cp874

from odms.publication import actions as publication
from odms.search import actions as search

FILE = "ผู้ป่วย นอก.csv"


@pytest.fixture
def dataset(centre: Centre) -> Any:
    """A published dataset of three rows."""
    case = published(centre, cp874(PATIENTS), name=FILE)
    search.rebuild()
    return case.dataset


def get(path: str, **headers: str) -> Any:
    return Client().get(path, headers=headers)


def table_of(dataset: Any) -> dict[str, Any]:
    return get(f"/api/v1/datasets/{dataset.slug}").json()["distributions"][0]


def test_api_index_names_where_to_begin(db: None) -> None:
    assert set(get("/api/v1/").json()) == {
        "openapi.json", "datasets", "search", "suggest", "agencies", "themes", "requests",
        "surveys", "showcase", "changes", "frameworks", "assessments", "figures", "balance",
        "programme", "roadmap", "networks", "training",
    }  # fmt: skip


def test_api_list_datasets_shows_what_is_published(centre: Centre, dataset: Any) -> None:
    draft(centre, PATIENTS_NEXT, name="other.csv")
    told = get("/api/v1/datasets").json()
    assert (told["total"], told["page"], told["size"]) == (1, 1, 20)
    [one] = told["items"]
    assert one["slug"] == dataset.slug
    assert one["title"] == {"th": "ผู้ป่วยนอก รายจังหวัด", "en": "Out-patients by province"}
    assert one["agency"]["slug"] == "health"
    assert one["licence"]["code"] == "odc"
    assert one["theme"] == {"code": "health", "th": "สาธารณสุข", "en": "Health"}


def test_api_list_datasets_by_agency_and_theme(dataset: Any) -> None:
    totals = {
        query: get(f"/api/v1/datasets?{query}").json()["total"]
        for query in ("agency=health", "agency=water", "theme=health", "theme=energy")
    }
    assert totals == {"agency=health": 1, "agency=water": 0, "theme=health": 1, "theme=energy": 0}


def test_api_dataset_tells_record_and_tables(dataset: Any) -> None:
    told = get(f"/api/v1/datasets/{dataset.slug}").json()
    assert told["record"]["frequency_unit"] == "A"
    [table] = told["distributions"]
    assert [c["name"] for c in table["current"]["columns"]] == ["จังหวัด", "ปี", "จำนวนผู้ป่วย"]
    assert table["current"]["n_rows"] == 3
    assert {d["format"] for d in table["current"]["downloads"]} == {
        "csv", "json", "jsonl", "parquet", "xlsx",
    }  # fmt: skip


def test_api_withdrawn_dataset_is_gone_with_its_reason(centre: Centre, dataset: Any) -> None:
    publication.withdraw(by=centre.steward, dataset=dataset, reason="ตัวเลขผิด", at=AT)
    response = get(f"/api/v1/datasets/{dataset.slug}")
    assert response.status_code == 410
    assert response["Content-Type"] == "application/problem+json"
    assert response.json()["facts"]["reason"] == "ตัวเลขผิด"


def test_api_draft_is_absent(centre: Centre) -> None:
    case = draft(centre)
    assert get(f"/api/v1/datasets/{case.dataset.slug}").status_code == 404


# path, status, code of the refusal
REFUSALS = [
    ("/api/v1/nothing", 404, "api.no_such_address"),
    ("/api/v1/datasets/nothing", 404, "catalogue.no_such_dataset"),
    ("/api/v1/distributions/nothing", 404, "catalogue.no_such_distribution"),
    ("/api/v1/agencies/nothing", 404, "people.no_such_agency"),
    ("/api/v1/datasets?agency=nothing", 404, "people.no_such_agency"),
    ("/api/v1/datasets?foo=1", 400, "api.unknown_parameter"),
    ("/api/v1/datasets?order=size", 400, "catalogue.unknown_order"),
    ("/api/v1/datasets?size=101", 400, "api.parameter_too_large"),
    ("/api/v1/datasets?page=0", 400, "api.parameter_too_small"),
    ("/api/v1/datasets?page=x", 400, "api.parameter_not_a_number"),
    ("/api/v1/search?sort=best", 400, "search.unknown_sort"),
    ("/api/v1/deliveries", 401, "api.token_needed"),
]


@pytest.mark.parametrize(("path", "status", "code"), REFUSALS)
def test_api_refusal_is_a_problem_in_both_languages(
    db: None, path: str, status: int, code: str
) -> None:
    response = get(path)
    told = response.json()
    assert (response.status_code, told["status"], told["code"]) == (status, status, code)
    assert response["Content-Type"] == "application/problem+json"
    assert told["messages"]["th"] and told["messages"]["en"]
    assert told["detail"] == f"{told['messages']['th']} / {told['messages']['en']}"
    assert told["instance"] == path


def test_api_refusal_speaks_the_language_that_is_asked_for(db: None) -> None:
    for language in ("th", "en"):
        told = get("/api/v1/nothing", **{"accept-language": f"{language};q=0.9"}).json()
        assert told["detail"] == told["messages"][language]


def test_api_wrong_method_names_the_right_ones(db: None) -> None:
    response = Client().delete("/api/v1/datasets")
    assert (response.status_code, response["Allow"]) == (405, "GET")
    assert response.json()["code"] == "api.wrong_method"


def test_api_pages_are_linked(centre: Centre, dataset: Any) -> None:
    published(centre, PATIENTS_NEXT, name="next.csv")
    link = get("/api/v1/datasets?size=1&page=2")["Link"]
    assert link == (
        '<http://127.0.0.1:8000/api/v1/datasets?size=1&page=1>; rel="first", '
        '<http://127.0.0.1:8000/api/v1/datasets?size=1&page=1>; rel="prev", '
        '<http://127.0.0.1:8000/api/v1/datasets?size=1&page=2>; rel="last"'
    )


def test_api_rows_filter_sort_select(dataset: Any) -> None:
    url = table_of(dataset)["rows_url"].removeprefix("http://127.0.0.1:8000")
    told = get(f"{url}?ปี=2566&sort=-จำนวนผู้ป่วย&select=จังหวัด,จำนวนผู้ป่วย").json()
    assert told["total"] == 2
    assert told["rows"] == [
        {"จังหวัด": "เชียงใหม่", "จำนวนผู้ป่วย": 1204},
        {"จังหวัด": "ลำพูน", "จำนวนผู้ป่วย": 388},
    ]
    assert told["source"].endswith(f"/datasets/{dataset.slug}")
    response = get(f"{url}?อำเภอ=x")
    assert (response.status_code, response.json()["code"]) == (400, "tables.unknown_column")


def test_api_profile_and_values(dataset: Any) -> None:
    url = f"/api/v1/distributions/{table_of(dataset)['id']}"
    assert get(f"{url}/profile").json()["n_rows"] == 3
    assert get(f"{url}/values/ปี").json() == [{"value": "2566", "n": 2}, {"value": "2567", "n": 1}]


def test_api_values_of_a_column_tell_what_is_missing(centre: Centre) -> None:
    case = published(centre, "จังหวัด,เปิด,จำนวน\nน่าน,true,5\nแพร่,,7\n")
    url = f"/api/v1/distributions/{table_of(case.dataset)['id']}/values/เปิด"
    assert get(url).json() == [{"value": "True", "n": 1}, {"value": None, "n": 1}]


def test_api_search_finds_with_facets(dataset: Any) -> None:
    told = get("/api/v1/search?q=ผู้ป่วย").json()
    assert [hit["dataset"]["slug"] for hit in told["hits"]] == [dataset.slug]
    assert {"value": "health", "n": 1} in told["facets"]["agency"]
    assert get("/api/v1/search?q=ผู้ป่วย&agency=water").json()["total"] == 0
    assert get("/api/v1/suggest?q=ผู้").json()["suggestions"]


def test_api_agencies_and_themes_count(dataset: Any) -> None:
    agencies = get("/api/v1/agencies?sector=state").json()
    assert {one["slug"]: one["n_datasets"] for one in agencies["items"]} == {
        "health": 1,
        "water": 0,
    }
    themes = {one["code"]: one["n_datasets"] for one in get("/api/v1/themes").json()}
    assert (themes["health"], themes["energy"]) == (1, 0)


# --- downloads ----------------------------------------------------------------------------------


@pytest.fixture
def download(dataset: Any) -> str:
    """The address of the first release as CSV."""
    return f"/api/v1/distributions/{table_of(dataset)['id']}/releases/1/download?format=csv"


CSV = "จังหวัด,ปี,จำนวนผู้ป่วย\r\nเชียงใหม่,2566,1204\r\nลำพูน,2566,388\r\nลำปาง,2567,512\r\n"


def body(response: Any) -> bytes:
    return b"".join(response.streaming_content)


def test_api_download_tells_its_digest_and_name(download: str) -> None:
    response = get(download)
    data = body(response)
    assert data.decode() == CSV or data.decode() == CSV.replace("\r\n", "\n")
    assert response["ETag"] == f'"{hashlib.sha256(data).hexdigest()}"'
    assert response["Accept-Ranges"] == "bytes"
    assert response["Content-Length"] == str(len(data))
    assert response["Repr-Digest"].startswith("sha-256=:")
    assert "filename*=UTF-8''" in response["Content-Disposition"]


def test_api_download_continues_where_it_broke_off(download: str) -> None:
    whole = body(first := get(download))
    part = get(download, range="bytes=40-", **{"if-range": first["ETag"]})
    assert part.status_code == 206
    assert whole[:40] + body(part) == whole
    assert part["Content-Range"] == f"bytes 40-{len(whole) - 1}/{len(whole)}"
    assert body(get(download, range="bytes=-5")) == whole[-5:]
    other = get(download, range="bytes=40-", **{"if-range": '"another"'})
    assert (other.status_code, body(other)) == (200, whole)


def test_api_download_range_past_the_end(download: str) -> None:
    response = get(download, range="bytes=999999-")
    assert (response.status_code, response["Content-Range"][:8]) == (416, "bytes */")


def test_api_download_is_not_sent_twice(download: str) -> None:
    first = get(download)
    body(first)
    for headers in (
        {"if-none-match": first["ETag"]},
        {"if-none-match": "*"},
        {"if-modified-since": first["Last-Modified"]},
    ):
        assert get(download, **headers).status_code == 304
    assert get(download, **{"if-none-match": '"x"'}).status_code == 200


def test_api_download_head_is_as_get(download: str) -> None:
    data = body(get(download))
    response = Client().head(download)
    assert (response.status_code, response.content) == (200, b"")
    assert response["Content-Length"] == str(len(data))


def test_api_download_latest_leads_to_its_release(dataset: Any, download: str) -> None:
    response = get(f"/api/v1/distributions/{table_of(dataset)['id']}/download?format=csv&bom=1")
    assert (response.status_code, response["Location"]) == (302, f"{download}&bom=1")
    assert body(get(response["Location"])).startswith(b"\xef\xbb\xbf")


def test_api_download_of_filtered_rows(download: str) -> None:
    response = get(f"{download}&จังหวัด=ลำพูน&select=ปี")
    assert body(response).split() == [b"\xe0\xb8\x9b\xe0\xb8\xb5", b"2566"]


def test_api_download_refuses_what_there_is_not(download: str) -> None:
    wrong = get(download.replace("csv", "doc"))
    assert (wrong.status_code, wrong.json()["code"]) == (400, "tables.unknown_format")
    wrong = get(download.replace("releases/1", "releases/9"))
    assert (wrong.status_code, wrong.json()["code"]) == (404, "catalogue.no_such_release")


# --- what every address has ---------------------------------------------------------------------


def test_api_answers_other_origins(db: None) -> None:
    response = get("/api/v1/datasets", origin="https://elsewhere.example")
    assert response["Access-Control-Allow-Origin"] == "*"
    for name in ("ETag", "Link", "Content-Range", "RateLimit"):
        assert name in response["Access-Control-Expose-Headers"]
    asked = Client().options("/api/v1/deliveries", headers={"origin": "https://elsewhere.example"})
    assert asked.status_code == 204
    assert "Authorization" in asked["Access-Control-Allow-Headers"]


def test_api_sets_no_cookie(db: None) -> None:
    assert not get("/api/v1/datasets").cookies


def test_api_over_the_limit_is_told_to_wait(db: None, settings: Any) -> None:
    settings.API_LIMIT = 2
    address = {"REMOTE_ADDR": "203.0.113.9"}
    # a minute may end between two of them, never between all
    answers = [Client().get("/api/v1/themes", **address) for _ in range(5)]
    over = [one for one in answers if one.status_code == 429]
    assert answers[0].status_code == 200
    assert answers[0]["RateLimit-Policy"] == '"default";q=2;w=60'
    assert over[0]["RateLimit-Remaining"] == "0"
    assert 1 <= int(over[0]["Retry-After"]) <= 60
    assert over[0].json()["code"] == "api.too_many"
    assert Client().get("/api/v1/themes", REMOTE_ADDR="203.0.113.10").status_code == 200


def test_api_openapi_is_whole(db: None) -> None:
    told = get("/api/v1/openapi.json").json()
    assert told["openapi"] == "3.1.0"
    assert told["info"]["version"] == "1"
    refs = set(json.dumps(told).split('"#/components/schemas/')[1:])
    assert {ref.split('"')[0] for ref in refs} <= set(told["components"]["schemas"])
    problem = told["paths"]["/api/v1/datasets"]["get"]["responses"]["400"]["content"]
    assert set(problem) == {"application/problem+json"}
    deliver = told["paths"]["/api/v1/deliveries"]["post"]
    assert deliver["security"] == [{"token": []}]
    assert told["components"]["securitySchemes"]["token"]["scheme"] == "bearer"


def test_api_every_address_declares_a_permission() -> None:
    from odms.api.urls import urlpatterns
    from odms.people.rules import PERMISSIONS

    patterns = [p for entry in urlpatterns for p in getattr(entry, "url_patterns", [entry])]
    for pattern in patterns:
        assert set(pattern.callback.permission.split()) <= set(PERMISSIONS), pattern


def test_health_and_readiness(db: None) -> None:
    assert get("/healthz").json() == {"status": "ok"}
    assert get("/readyz").json() == {
        "status": "ok",
        "parts": {"database": "ok", "storage": "ok", "queue": "ok"},
    }


def test_readiness_names_the_part_that_fails(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    from odms.api import health

    def broken() -> None:
        raise OSError("disk is full at a secret place")

    monkeypatch.setitem(health.CHECKS, "storage", broken)
    response = get("/readyz")
    assert (response.status_code, response.json()["parts"]["storage"]) == (503, "OSError")
