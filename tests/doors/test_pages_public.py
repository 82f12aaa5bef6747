"""The public pages over HTTP: what they show, statuses, files, headers."""

import json
import re
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any
from urllib.parse import quote

import pytest
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from factories.cases import draft, published, read
from factories.centre import AT, Centre
from factories.files import PATIENTS_NEXT, VISITORS, cp874
from factories.records import DESCRIPTION

from odms import errors
from odms.intake import actions as intake
from odms.intake import queries as intake_queries
from odms.publication import actions as publication
from odms.search import actions as search
from odms.web import doors, middleware
from odms.web.views.public import errors as error_pages

PASSWORD = "เสือดำ-seven-hills"

PAGES = [
    "/",
    "/datasets",
    "/datasets?q=ผู้ป่วย",
    "/datasets/patients",
    "/agencies",
    "/agencies/health",
    "/agencies/water",
    "/themes",
    "/sql",
    "/help",
    "/help/glossary",
    "/status",
    "/privacy",
    "/accessibility",
    "/account/sign-in",
    "/account/password/lost",
]

SIGNED_IN = ["/account", "/account/password", "/account/second-step", "/account/keys"]


@pytest.fixture(autouse=True)
def _cache() -> None:
    cache.clear()


@pytest.fixture
def dataset(centre: Centre) -> Any:
    """A published dataset of three rows, which search knows."""
    case = published(
        centre, cp874("จังหวัด,ปี,จำนวนผู้ป่วย\nเชียงใหม่,2566,1204\nลำพูน,2566,388\nลำปาง,2567,512\n")
    )
    search.rebuild()
    return case.dataset


@pytest.fixture
def enter(centre: Centre) -> Callable[[str], Client]:
    def entered(who: str) -> Client:
        client = Client()
        client.force_login(centre.people[who])
        return client

    return entered


def text(answer: HttpResponse) -> str:
    return answer.content.decode()


class Tags(HTMLParser):
    """Every start tag of a page with its attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


# every page


# making a dataset takes a while, so one test walks through all pages


def test_pages_in_both_languages(dataset: Any, client: Client) -> None:
    for path in PAGES:
        thai, english = client.get(path), client.get(f"/en{path}")
        assert (thai.status_code, english.status_code) == (200, 200), path
        assert '<html lang="th">' in text(thai), path
        assert '<html lang="en">' in text(english), path


@pytest.mark.parametrize("path", ["/", "/agencies/health", "/help"])
def test_page_names_its_own_address_in_both_languages(
    path: str, centre: Centre, client: Client, settings: Any
) -> None:
    base = settings.CENTRE_URL
    html = text(client.get(f"/en{path}?utm=1"))
    assert f'<link rel="canonical" href="{base}/en{path}">' in html
    assert f'<link rel="alternate" hreflang="th" href="{base}{path}">' in html
    assert f'<link rel="alternate" hreflang="en" href="{base}/en{path}">' in html
    assert f'<a href="{path}?utm=1" lang="th"' in html


def test_pages_hold_to_their_policy(dataset: Any, client: Client) -> None:
    for path in PAGES:
        answer = client.get(path)
        policy = answer["Content-Security-Policy"]
        assert "unsafe" not in policy
        nonces = set(re.findall(r"'nonce-([^']+)'", policy))
        for tag, attributes in Tags(text(answer)).found:
            assert "style" not in attributes, path
            assert not [name for name in attributes if name.startswith("on")], path
            if tag == "style" or (tag == "script" and "src" not in attributes):
                assert attributes["nonce"] in nonces, path


def test_pages_name_nothing_twice(dataset: Any, client: Client) -> None:
    for path in PAGES:
        ids = [a["id"] for _, a in Tags(text(client.get(path))).found if "id" in a]
        assert len(ids) == len(set(ids)), path


def test_every_answer_has_its_request_id(client: Client) -> None:
    first, second = client.get("/nothing"), client.get("/nothing")
    assert re.fullmatch(r"[0-9A-Z]{26}", first["X-Request-Id"])
    assert first["X-Request-Id"] != second["X-Request-Id"]
    assert first["X-Request-Id"] in text(first)


def test_a_nonce_is_named_only_where_it_is_used() -> None:
    assert "nonce" not in middleware.policy()
    assert "style-src 'self' 'nonce-abc'" in middleware.policy("abc")


# errors


def test_every_refusal_has_a_status() -> None:
    kinds = {kind for kind in vars(errors).values() if isinstance(kind, type)}
    refusals = {kind for kind in kinds if issubclass(kind, errors.Refused)} - {errors.Refused}
    assert set(doors.STATUS) == refusals


@pytest.mark.parametrize(
    ("kind", "method", "status"),
    [
        (errors.Invalid, "GET", 400),
        (errors.Invalid, "POST", 422),
        (errors.Forbidden, "GET", 403),
        (errors.Absent, "GET", 404),
        (errors.Conflict, "POST", 409),
        (errors.Gone, "GET", 410),
        (errors.TooLarge, "POST", 413),
        (errors.Unreadable, "POST", 422),
        (errors.TooMany, "POST", 429),
    ],
)
@pytest.mark.parametrize("is_partial", [False, True])
def test_refusal_becomes_a_page(
    kind: type[errors.Refused], method: str, status: int, is_partial: bool, client: Client
) -> None:
    def refuse() -> HttpResponse:
        raise kind("catalogue.no_such_dataset", slug="x")

    view = doors.both("catalogue.read", lambda request: refuse())
    request = getattr(RequestFactory(), method.lower())(
        "/x", HTTP_HX_REQUEST=str(is_partial).lower()
    )
    request.user = None
    request.resolver_match = None
    answer = view(request)
    assert answer.status_code == status
    assert ("<html" in text(answer)) is not is_partial


def test_wrong_method_is_405_with_what_is_allowed(client: Client) -> None:
    answer = client.post("/help")
    assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD")


@pytest.mark.parametrize(
    "path", ["/nothing", "/en/nothing", "/datasets/nothing", "/agencies/nothing"]
)
def test_absent_page(path: str, db: None, client: Client) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert '<meta name="robots" content="noindex">' in text(answer)


def test_fault_page_needs_nothing(rf: RequestFactory) -> None:
    answer = error_pages.fault(rf.get("/"))
    assert answer.status_code == 500
    assert "<h1>" in text(answer)


def test_form_from_elsewhere_is_refused(centre: Centre) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(centre.steward)
    answer = client.post("/account/language", {"language": "en"})
    assert answer.status_code == 403
    assert "แบบฟอร์มเปิดค้างไว้นานเกินไป" in text(answer)


# search

ODD = [
    "",
    " ",
    "ผู้ป่วย",
    "ผู้ ป่วย",
    "AND OR NOT",
    '"',
    "((((",
    "a:b",
    "*",
    "\\",
    "😀",
    "<script>",
    "x" * 5000,
]


def test_search_is_never_an_error(dataset: Any, client: Client) -> None:
    for q in ODD:
        answer = client.get("/datasets", {"q": q})
        assert answer.status_code == 200, q
        assert "<script>" not in text(answer)


def test_search_takes_any_address(dataset: Any, client: Client) -> None:
    for query in ("page=0", "page=x", "page=999999999", "sort=x", "theme=x&format=y", "nothing=1"):
        assert client.get(f"/datasets?{query}").status_code == 200, query


def test_search_finds_a_word_and_marks_it(dataset: Any, client: Client) -> None:
    html = text(client.get("/datasets", {"q": "ผู้ป่วย"}))
    assert "<mark>ผู้ป่วย</mark>" in html
    assert 'href="/datasets/patients"' in html


def test_filter_stands_as_a_chip_that_takes_it_away(dataset: Any, client: Client) -> None:
    html = text(client.get("/datasets?q=ผู้ป่วย&agency=health&sort=title"))
    chips = re.findall(r'<a class="chip" href="([^"]*)"', html)
    assert chips == [f"?q={quote('ผู้ป่วย')}&amp;sort=title"]


def test_suggestions_are_options(dataset: Any, client: Client) -> None:
    assert '<option value="ผู้ป่วย' in text(client.get("/datasets/suggest", {"q": "ผู้"}))


def test_home_of_an_empty_centre(db: None, client: Client) -> None:
    assert client.get("/").status_code == 200


# a dataset


def test_dataset_page_says_all_that_is_known(dataset: Any, client: Client) -> None:
    html = text(client.get("/datasets/patients"))
    for words in (
        "ผู้ป่วยนอก รายจังหวัด",
        "กรมสุขภาพตัวอย่าง",
        "ชั้นข้อมูล: เปิดเผย",
        "1,204",
        "ทุกแถว 3 แถว",
        "ระบบรายงานสถานพยาบาล",
        "รุ่นแรก 3 แถว",
        "@misc{patients,",
        "อนุมัติให้เผยแพร่",
    ):
        assert words in html, words


def test_dataset_page_names_no_person(dataset: Any, centre: Centre, client: Client) -> None:
    html = text(client.get("/datasets/patients"))
    assert not [who for who in centre.people.values() if who.name in html or who.email in html]


def test_dataset_page_in_english_marks_what_is_thai(dataset: Any, client: Client) -> None:
    html = text(client.get("/en/datasets/patients"))
    assert "<h1>Out-patients by province</h1>" in html
    assert 'lang="th">' in html
    assert "2023" in html  # พ.ศ. 2566 of the table


def test_dataset_page_tells_search_engines(dataset: Any, client: Client, settings: Any) -> None:
    html = text(client.get("/datasets/patients"))
    found = re.search(r'<script type="application/ld\+json"[^>]*>(.*?)</script>', html)
    assert found
    told = json.loads(found[1])
    assert (told["@type"], told["name"]) == ("Dataset", "ผู้ป่วยนอก รายจังหวัด")
    assert told["url"] == f"{settings.CENTRE_URL}/datasets/patients"


def test_dataset_page_leads_machines_on(dataset: Any, client: Client, settings: Any) -> None:
    base = f"{settings.CENTRE_URL}/datasets/patients"
    links = client.get("/en/datasets/patients")["Link"].split(", ")
    identity = f"{settings.CENTRE_URL}/id/dataset/{dataset.id}"
    assert f'<{identity}>; rel="cite-as"' in links
    assert f'<{base}.ttl>; rel="describedby"; type="text/turtle"' in links
    assert f'<{base}/table-1.csv>; rel="item"; type="text/csv"' in links
    assert client.get("/datasets/patients/table-1.csv", follow=True).status_code == 200


def test_json_in_page_cannot_end_its_block() -> None:
    from odms.web.templatetags.odms import json_in_page

    written = json_in_page({"a": "</script><!-- & "})
    assert "<" not in written
    assert json.loads(written) == {"a": "</script><!-- & "}


@pytest.mark.parametrize(
    ("query", "there", "gone"),
    [
        ("จังหวัด=ลำปาง", "512", "1,204"),
        ("จำนวนผู้ป่วย__gte=500", "ลำปาง", "<td>ลำพูน"),
        ("จังหวัด__contains=ลำ&sort=-จำนวนผู้ป่วย", "512", "<td>เชียงใหม่"),
    ],
)
def test_filters_of_the_address(
    query: str, there: str, gone: str, dataset: Any, client: Client
) -> None:
    answer = client.get(f"/datasets/patients/table-1/rows?{query}")
    assert there in text(answer)
    assert gone not in text(answer)


def test_filtered_page_says_how_many_of_how_many(dataset: Any, client: Client) -> None:
    html = text(client.get("/datasets/patients?จังหวัด=ลำปาง"))
    assert "ตัวอย่าง 1 จาก 1 แถว" in html
    assert "กรองจาก 3 แถว" in html


WRONG = [
    "จังหวัด__nothing=1",
    "จำนวนผู้ป่วย__gte=many",
    "sort=nothing",
    "page=0",
    "select=nothing",
]


def test_wrong_question_to_a_table_is_one_sentence(dataset: Any, client: Client) -> None:
    for query in WRONG:
        answer = client.get(f"/datasets/patients?{query}")
        assert answer.status_code == 400, query
        assert '<p class="lead">' in text(answer), query


@pytest.mark.parametrize("query", ["fbclid=1", "utm_source=x&utm_medium=y", "_table=nothing"])
def test_marks_of_other_sites_do_no_harm(query: str, dataset: Any, client: Client) -> None:
    assert "ทุกแถว 3 แถว" in text(client.get(f"/datasets/patients?{query}"))


def test_missing_table_is_absent(dataset: Any, client: Client) -> None:
    assert client.get("/datasets/patients/nothing/rows").status_code == 404
    assert client.get("/datasets/patients/nothing.csv").status_code == 404


def test_draft_is_seen_by_its_agency_alone(centre: Centre, enter: Any, client: Client) -> None:
    slug = draft(centre).dataset.slug
    assert client.get(f"/datasets/{slug}").status_code == 404
    assert enter("other-steward").get(f"/datasets/{slug}").status_code == 404
    own = enter("steward").get(f"/datasets/{slug}")
    assert own.status_code == 200
    assert "application/ld+json" not in text(own)


def test_withdrawn_dataset_leaves_a_stone(dataset: Any, centre: Centre, client: Client) -> None:
    publication.withdraw(by=centre.steward, dataset=dataset, reason="ตัวเลขปีล่าสุดผิด", at=AT)
    answer = client.get("/datasets/patients")
    assert answer.status_code == 410
    assert "ตัวเลขปีล่าสุดผิด" in text(answer)
    assert "1,204" not in text(answer)
    assert client.get("/datasets/patients/table-1/1.csv").status_code == 410


def test_personal_column_that_was_dropped_is_nowhere(centre: Centre, client: Client) -> None:
    delivery = read(centre, VISITORS, name="visitors.csv")
    case = publication.open_case(by=centre.steward, delivery=delivery, at=AT)
    for found in intake_queries.list_personal(delivery):
        table = delivery.tables.get()
        intake.decide_column(
            by=centre.steward, table=table, column=found.column, deed="drop", reason="", at=AT
        )
    case = publication.change_record(by=centre.steward, case=case, changes=DESCRIPTION, at=AT)
    case = publication.submit(by=centre.steward, case=case, at=AT)
    case = publication.approve(by=centre.approver, case=case, at=AT)
    publication.publish(case=case, at=AT)
    html = text(client.get(f"/datasets/{case.dataset.slug}"))
    csv = b"".join(client.get(f"/datasets/{case.dataset.slug}/table-1/1.csv"))
    for secret in ("1234567890121", "somchai@odms.example", "สมหญิง"):
        assert secret not in html
        assert secret.encode() not in csv


# files


def test_newest_file_leads_to_its_version(dataset: Any, client: Client) -> None:
    answer = client.get("/datasets/patients/table-1.csv?bom=1")
    assert (answer.status_code, answer["Location"]) == (
        302,
        "/datasets/patients/table-1/1.csv?bom=1",
    )


FORMS = {
    "csv": ("text/csv", "จังหวัด,".encode()),
    "csv?bom=1": ("text/csv", b"\xef\xbb\xbf"),
    "json": ("application/json", b"["),
    "jsonl": ("application/", b"{"),
    "parquet": ("application/vnd.apache.parquet", b"PAR1"),
    "xlsx": ("application/vnd.openxmlformats", b"PK"),
}


def test_file_in_every_form(dataset: Any, client: Client) -> None:
    for form, (media, start) in FORMS.items():
        answer = client.get(f"/datasets/patients/table-1/1.{form}")
        assert answer.status_code == 200, form
        assert answer["Content-Type"].startswith(media), form
        assert b"".join(answer).startswith(start), form
        assert answer["X-Content-Type-Options"] == "nosniff"


def test_file_can_be_continued(dataset: Any, client: Client) -> None:
    path = "/datasets/patients/table-1/1.csv"
    whole = client.get(path)
    data, etag = b"".join(whole), whole["ETag"]
    assert int(whole["Content-Length"]) == len(data)
    rest = client.get(path, headers={"Range": "bytes=10-", "If-Range": etag})
    assert (rest.status_code, b"".join(rest)) == (206, data[10:])
    assert client.get(path, headers={"Range": "bytes=9999-"}).status_code == 416
    assert client.get(path, headers={"If-None-Match": etag}).status_code == 304
    head = client.head(path)
    assert (head.status_code, head["Content-Length"], head["ETag"]) == (200, str(len(data)), etag)


def test_rows_of_the_address_as_a_file(dataset: Any, client: Client) -> None:
    answer = client.get("/datasets/patients/table-1/1.csv?จังหวัด=ลำปาง")
    assert b"".join(answer).decode() == "จังหวัด,ปี,จำนวนผู้ป่วย\nลำปาง,2567,512\n"


@pytest.mark.parametrize(
    ("path", "status"), [("table-1/1.exe", 400), ("table-1/9.csv", 404), ("nothing/1.csv", 404)]
)
def test_wrong_file(path: str, status: int, dataset: Any, client: Client) -> None:
    assert client.get(f"/datasets/patients/{path}").status_code == status


def test_second_version_keeps_the_first(dataset: Any, centre: Centre, client: Client) -> None:
    first = b"".join(client.get("/datasets/patients/table-1/1.csv"))
    published(centre, PATIENTS_NEXT, name="next.csv", dataset=dataset)
    html = text(client.get("/datasets/patients"))
    assert "รุ่น 2" in html
    assert "เพิ่มคอลัมน์ จำนวนเตียง" in html
    assert b"".join(client.get("/datasets/patients/table-1/1.csv")) == first


def test_view_says_which_deeds_it_stands_for() -> None:

    @doors.page("desk.see")
    def shown(request: HttpRequest) -> HttpResponse:
        return HttpResponse()

    @doors.form("case.edit")
    def taken(request: HttpRequest) -> HttpResponse:
        return HttpResponse()

    assert shown.permission == "desk.see"
    assert doors.door(get=shown, post=taken).permission == "desk.see case.edit"


@pytest.mark.parametrize(
    ("prefix", "said"), [("", "ใช้ได้ทุกกรณี · ODC"), ("/en", "Free to use · ODC")]
)
def test_badge_of_the_licence_says_what_it_allows(dataset: Any, prefix: str, said: str) -> None:
    page = text(Client().get(f"{prefix}/datasets/{dataset.slug}"))
    assert f'<span class="badge"><span>{said}</span></span>' in page


# turned down before anybody is looked up: host, form, status
TURNED_DOWN = [("evil.example", "a=1", 400), ("127.0.0.1", "a=" + "x" * 3_000_000, 413)]


@pytest.mark.parametrize(("host", "sent", "status"), TURNED_DOWN)
def test_a_request_turned_down_at_once_gets_a_page(
    host: str, sent: str, status: int, db: None
) -> None:
    client = Client(enforce_csrf_checks=True)
    client.cookies["csrftoken"] = "a" * 32
    answer = client.post(
        "/account/sign-in",
        sent,
        content_type="application/x-www-form-urlencoded",
        headers={"host": host},
    )
    assert answer.status_code == status
    assert b"<h1" in answer.content
