"""Words of strangers made fit to be shown: markup, links, personal data, addresses."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odms.harvest.cleaning import MAX_RESOURCES, cleaned, is_address, markdown
from odms.standards.description import Description, Resource

ID = "1101700230708"  # of nobody, with a check digit that fits
BLOT = "█████"


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        ("plain words, a < b & c > d", "plain words, a < b & c > d"),
        ("<p>One</p><p>two <b>bold</b> <i>thin</i></p>", "One\n\ntwo **bold** *thin*"),
        ("<ul><li>a</li><li>b</li></ul>", "- a\n- b"),
        ("<h2>Head</h2>text<br>more", "## Head\n\ntext\nmore"),
        ("x<script>alert(1)</script>y", "xy"),
        ("<style>p{}</style>words", "words"),
        ("<img src=x onerror=alert(1)>words", "words"),
        (
            "<a href='https://a.example/?a=1&amp;b=2'>there</a>",
            "[there](https://a.example/?a=1&b=2)",
        ),
        ("<a href='javascript:alert(1)'>there</a>", "there"),
        ("<a href=' java\nscript:alert(1)'>there</a>", "there"),
        ("[there](javascript:alert(1))", "there"),
        ("[there](JaVa&#115;cript:alert(1))", "there"),
        ("[there](data:text/html;base64,xx)", "there"),
        ("[there](https://a.example/x_(y))", "[there](https://a.example/x_(y))"),
        ("![picture](https://a.example/p.png)", "picture"),
        ("<javascript:alert(1)>", "alert(1)"),
        ("<https://a.example>", "<https://a.example>"),
        ("a\u202eb\x00c\x1bd", "abcd"),
        ("a\r\n\r\n\r\n\r\nb", "a\n\nb"),
        ("caf&eacute; &amp; more", "café & more"),
        ("<svg onload=alert(1)><p>in</p></svg>", "in"),
    ],
)
def test_markup_becomes_harmless_markdown(told: str, kept: str) -> None:
    assert markdown(told) == kept


@given(st.text(alphabet=st.sampled_from("<>/ apbijs:()[]!\"'=&;#x1\n\u202e"), max_size=80))
def test_no_text_keeps_what_acts(text: str) -> None:
    from odms.web.formats import clean_markdown

    drawn = str(clean_markdown(markdown(text))).lower()
    assert "<script" not in drawn and "javascript:" not in drawn and "<img" not in drawn


@pytest.mark.parametrize(
    ("url", "is_kept"),
    [
        ("https://a.example/x", True),
        ("ftp://a.example/x.csv", True),
        ("http://ข้อมูล.example/ไฟล์.csv", True),
        ("javascript:alert(1)", False),
        ("file:///etc/passwd", False),
        ("https://me:secret@a.example/x", False),
        ("/relative", False),
        ("https://", False),
        ("http://[::1", False),
        ("https://a.example/" + "x" * 2_000, False),
    ],
)
def test_addresses_that_can_be_followed_are_kept(url: str, is_kept: bool) -> None:
    assert is_address(url) is is_kept
    files = (Resource(download_urls=(url,)),)
    clean, troubles = cleaned(Description(identifier="1", titles={"th": "ก"}, resources=files))
    assert clean is not None
    assert clean.resources[0].download_urls == ((url,) if is_kept else ())
    assert [one.code for one in troubles] == ([] if is_kept else ["harvest.wrong_address"])


@pytest.mark.parametrize(
    ("notes", "kept", "codes"),
    [
        ("จำนวนผู้ป่วย ปี 2565 รหัส 1234567890123", None, []),
        (f"เลขประจำตัวประชาชน {ID}", f"เลขประจำตัวประชาชน {BLOT}", ["harvest.personal_masked"]),
        ("โทร ๐๘๑-234-5678", f"โทร {BLOT}", ["harvest.personal_masked"]),
        ("somchai@gmail.com", BLOT, ["harvest.personal_masked"]),
        ("data@moph.go.th", None, []),
        ("โดย นายสมชาย ใจดี", None, ["harvest.personal_told"]),
        (
            f"วรรคแรก\n\nโทร 0812345678\n\nวรรคท้าย {ID}",
            f"วรรคแรก\n\nโทร {BLOT}\n\nวรรคท้าย {BLOT}",
            ["harvest.personal_masked", "harvest.personal_masked"],
        ),
    ],
)
def test_personal_data_in_notes_is_blotted_out_or_told(
    notes: str, kept: str | None, codes: list[str]
) -> None:
    told = Description(identifier="1", titles={"th": "ก"}, descriptions={"th": notes})
    clean, troubles = cleaned(told)
    assert clean is not None
    assert clean.descriptions["th"].replace(f"{BLOT} ", BLOT).strip() == (kept or notes)
    assert [one.code for one in troubles] == codes


def test_a_number_of_a_person_in_the_title_is_refused() -> None:
    clean, troubles = cleaned(Description(identifier="7", titles={"th": f"ผู้รับเงิน {ID}"}))
    assert clean is None
    assert [(t.code, t.record, t.is_left_out) for t in troubles] == [
        ("harvest.national_id_in_title", "7", True)
    ]


def test_the_record_is_cleaned_with_the_description() -> None:
    from odms.standards.housing import housed

    told = housed(
        Description(
            identifier="1",
            titles={"th": "<b>ชื่อ</b>\nยาว"},
            descriptions={"th": "<p>โทร 0812345678</p>"},
            keywords={"th": ["<i>คำ</i>", "<b></b>"]},
        )
    )
    clean, _ = cleaned(told)
    assert clean is not None
    assert (clean.record.title_th, clean.titles) == ("ชื่อ ยาว", {"th": "ชื่อ ยาว"})
    assert (clean.record.tags, clean.keywords) == (["คำ"], {"th": ["คำ"]})
    assert BLOT in clean.record.description_th and "<p>" not in clean.record.description_th


def test_files_beyond_a_thousand_are_told_and_left_out() -> None:
    files = tuple(Resource(download_urls=(f"https://a.example/{n}",)) for n in range(1_500))
    clean, troubles = cleaned(Description(identifier="1", titles={"th": "ก"}, resources=files))
    assert clean is not None and len(clean.resources) == MAX_RESOURCES
    assert troubles[0].facts == {"n": 1_500, "limit": MAX_RESOURCES}
