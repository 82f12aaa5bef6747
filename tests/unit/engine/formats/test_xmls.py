"""XML: what repeats is a row, what stands once is kept, and nothing outside is opened."""

import pytest
from factories.grids import read

from odms.engine.errors import Damaged, LimitPassed, NotATable
from odms.engine.formats import signatures, xml_stream

PLAIN = """<?xml version="1.0" encoding="UTF-8"?>
<b:pages xmlns:b="urn:books" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
  <head><title xml:lang="th">หนังสือ</title><title xml:lang="en">Books</title><year>2566</year></head>
  <b:page no="01" xsi:type="x"><b:name>ก &amp; ข</b:name><size unit="cm">12.50</size>
    <place><city>น่าน</city><code>55</code></place><tag>a</tag><tag>b</tag></b:page>
  <b:page no="02"><b:name/><size unit="cm">7</size><![CDATA[ ]]></b:page>
</b:pages>"""


def test_attributes_children_and_one_level_of_nesting_are_columns() -> None:
    pages, head = read(PLAIN.encode(), "books.xml")
    assert pages.names == ("no", "name", "size", "size.unit", "place.city", "place.code", "tag")
    assert pages.rows == {
        0: ("01", "ก & ข", "12.50", "cm", "น่าน", "55", '["a","b"]'),
        1: ("02", None, "7", "cm", None, None, None),
    }
    assert pages.findings == ("engine.json_nested",)
    assert (head.name, head.names, head.rows) == (
        "head",
        ("title.th", "title.en", "year"),
        {0: ("หนังสือ", "Books", "2566")},
    )


# what is written, and the tables of it: name, columns, rows
SHAPES = [
    (
        "<r><row a='1' b='x'/><row a='2'/></r>",
        [(None, ("a", "b"), [("1", "x"), ("2", None)])],
    ),
    (
        "<r><n>1</n><n>2</n></r>",
        [(None, ("n",), [("1",), ("2",)])],
    ),
    (
        "<r><total>2</total><list><i><k>a</k></i><i><k>b</k></i></list></r>",
        [(None, ("k",), [("a",), ("b",)])],
    ),
    (
        "<r><one><a>1</a><b>2</b></one></r>",
        [("one", ("a", "b"), [("1", "2")])],
    ),
    (
        "<r><p n='10'><d n='1001'/><d n='1002'/></p><p n='11'><d n='1101'/></p></r>",
        [
            ("d", ("p.n", "n"), [("10", "1001"), ("10", "1002"), ("11", "1101")]),
            ("p", ("n",), [("10",), ("11",)]),
        ],
    ),
    (
        "<r><x><a>1</a></x><x><a>2</a></x><y><b>3</b></y><y><b>4</b></y><y><b>5</b></y></r>",
        [("y", ("b",), [("3",), ("4",), ("5",)]), ("x", ("a",), [("1",), ("2",)])],
    ),
    (
        "<r><m>see <b>this</b></m><m>and <b>that</b></m></r>",
        [(None, ("b", "text"), [("this", "see"), ("that", "and")])],
    ),
    (
        "<r><m id='1'><id>2</id></m><m id='3'><id>4</id></m></r>",
        [(None, ("id", "m.id"), [("1", "2"), ("3", "4")])],
    ),
]


@pytest.mark.parametrize(("document", "expected"), SHAPES)
def test_shapes_of_documents(document: str, expected: list[object]) -> None:
    found = read(document.encode(), "x.xml")
    assert [(one.name, one.names, list(one.rows.values())) for one in found] == expected


def test_single_values_beside_the_records_are_told() -> None:
    (found,) = read(b"<r><total>2</total><i><k>a</k></i><i><k>b</k></i></r>", "x.xml")
    assert found.findings == ("reading.values_beside",)


@pytest.mark.parametrize("name", ["TIS-620", "windows-874", "iso-8859-11"])
def test_thai_in_one_byte_as_its_prolog_declares(name: str) -> None:
    text = f'<?xml version="1.0" encoding="{name}"?><r><i><n>กจ</n></i><i><n>ตร</n></i></r>'
    (found,) = read(text.encode("cp874"), "x.xml")
    assert found.column("n") == ["กจ", "ตร"]
    assert found.encoding is not None
    assert (found.encoding.name, found.encoding.is_certain) == ("cp874", True)


def test_bytes_are_believed_before_a_prolog_that_knows_no_better() -> None:
    text = (
        '<?xml version="1.0" encoding="ISO-8859-1"?><r><i><n>จังหวัดน่าน</n></i><i><n>ตราด</n></i></r>'
    )
    assert read(text.encode("cp874"), "x.xml")[0].column("n") == ["จังหวัดน่าน", "ตราด"]
    assert read(text.encode("utf-8"), "x.xml")[0].column("n") == ["จังหวัดน่าน", "ตราด"]


def test_another_encoding_that_a_prolog_declares() -> None:
    text = '<?xml version="1.0" encoding="windows-1251"?><r><i><n>Москва</n></i><i><n>Тверь</n></i></r>'
    assert read(text.encode("cp1251"), "x.xml")[0].column("n") == ["Москва", "Тверь"]


LAUGHS = (
    '<!DOCTYPE r [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    "<r><i><n>&b;</n></i><i><n>x</n></i></r>"
)
OUTSIDE = (
    '<!DOCTYPE r [<!ENTITY a SYSTEM "file:///etc/passwd">]><r><i><n>&a;</n></i><i><n>x</n></i></r>'
)
PARAMETER = (
    '<!DOCTYPE r [<!ENTITY % a SYSTEM "http://127.0.0.1:9/x.dtd"> %a;]><r><i a="1"/><i a="2"/></r>'
)
CUT = "<r><i><n>1</n></i><i>"
UNKNOWN = "<r><i><n>&a;</n></i><i><n>x</n></i></r>"
BARE = "<r>words</r>"

REFUSED = [
    (LAUGHS, Damaged, "engine.xml_entity"),
    (OUTSIDE, Damaged, "engine.xml_entity"),
    (PARAMETER, Damaged, "engine.xml_entity"),
    (CUT, Damaged, "engine.xml_damaged"),
    (UNKNOWN, Damaged, "engine.xml_damaged"),
    (BARE, NotATable, "engine.xml_no_table"),
    ("<a>" * 100 + "</a>" * 100, LimitPassed, "engine.xml_depth"),
]


@pytest.mark.parametrize(("document", "kind", "code"), REFUSED)
def test_hostile_and_broken_documents(document: str, kind: type[Exception], code: str) -> None:
    with pytest.raises(kind) as refused:
        read(b"<?xml version='1.0'?>" + document.encode(), "x.xml")
    assert refused.value.code == code  # type: ignore[attr-defined]


def test_an_external_document_type_is_not_fetched() -> None:
    text = '<!DOCTYPE r SYSTEM "http://127.0.0.1:9/x.dtd"><r><i a="1"/><i a="2"/></r>'
    assert read(text.encode(), "x.xml")[0].column("a") == ["1", "2"]


def test_one_record_has_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xml_stream, "MAX_CHARACTERS", 1_000)
    text = f"<r><i><n>{'x' * 2_000}</n></i><i><n>y</n></i></r>"
    with pytest.raises(LimitPassed, match=r"engine\.xml_element"):
        read(text.encode(), "x.xml")


def test_too_many_kinds_of_elements(monkeypatch: pytest.MonkeyPatch) -> None:
    names = "".join(f"<n{i}/>" for i in range(20_001))
    with pytest.raises(LimitPassed, match=r"engine\.json_columns"):
        read(f"<r><i>{names}</i><i/></r>".encode(), "x.xml")


# what a text begins with, and the format that it is
SIGNS = [
    ('<?xml version="1.0"?><!-- c --><kml xmlns="x"><Document/></kml>', "kml"),
    ("<kml><Placemark/></kml>", "kml"),
    ('<?xml version="1.0"?><html><table></table></html>', "html"),
    ("<!DOCTYPE html><p>x</p><table></table>", "html"),
    ("<div><table><tr><td>1</table>", "html"),
    ('<?xml version="1.0"?><data><table name="x"/></data>', "xml"),
    ('<!DOCTYPE r [<!ENTITY a "b">]><r><i/></r>', "xml"),
    ("<rdf:RDF><dcat:Catalog/></rdf:RDF>", "xml"),
    ("@prefix a: <urn:b> . a:c a a:d .", "ttl"),
    ("# words\nPREFIX a: <urn:b>\na:c a a:d .", "ttl"),
    ('<urn:a> <urn:b> "c"@th .\n', "ttl"),
    ("<10,>20,30\n1,2,3\n", "csv"),
]


@pytest.mark.parametrize(("text", "form"), SIGNS)
def test_markup_is_recognised_by_its_root(text: str, form: str, tmp_path: object) -> None:
    path = tmp_path / "given"  # type: ignore[operator]
    path.write_text(text, encoding="utf-8")
    assert signatures.recognise(path, "given.txt") == form
