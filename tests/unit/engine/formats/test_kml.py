"""KML and KMZ: place marks with all of their data, and no link followed."""

import io
import zipfile

import pytest
from factories.grids import read

from odms.engine.errors import Damaged, NotATable

PLACES = """<?xml version="1.0" encoding="UTF-8"?>
<kml xmlns="http://www.opengis.net/kml/2.2" xmlns:gx="http://www.google.com/kml/ext/2.2"><Document>
<name>แผนที่</name><Schema id="S"><SimpleField name="ประชากร" type="int"/></Schema>
<Folder><name>วัด</name>
 <Placemark id="p1"><name>วัดพระแก้ว</name><description><![CDATA[<b>งาม</b>]]></description>
  <ExtendedData><SchemaData schemaUrl="#S"><SimpleData name="ประชากร">12</SimpleData></SchemaData>
   <Data name="code"><displayName>c</displayName><value>0012</value></Data></ExtendedData>
  <TimeStamp><when>2023-05-01</when></TimeStamp>
  <Point><coordinates> 100.49, 13.75, 0 </coordinates></Point></Placemark>
 <Placemark><name>เส้น</name><LineString><coordinates>100,13 101,14
  102,15</coordinates></LineString></Placemark>
</Folder>
<Folder><name>เขต</name><Folder><name>ใน</name>
 <Placemark><name>รูป</name><MultiGeometry><Polygon>
  <outerBoundaryIs><LinearRing><coordinates>0,0 4,0 4,4 0,0</coordinates></LinearRing></outerBoundaryIs>
  <innerBoundaryIs><LinearRing><coordinates>1,1 2,1 2,2 1,1</coordinates></LinearRing></innerBoundaryIs>
 </Polygon></MultiGeometry></Placemark>
 <Placemark><name>ปนกัน</name><MultiGeometry><Point><coordinates>1,2</coordinates></Point>
  <LineString><coordinates>1,2 3,4</coordinates></LineString></MultiGeometry></Placemark>
 <Placemark><name>ทาง</name><gx:Track><gx:coord>1 2 3</gx:coord><gx:coord>4 5 6</gx:coord></gx:Track></Placemark>
 <Placemark><name>ไม่มีที่</name><Point><coordinates>x,y</coordinates></Point></Placemark>
</Folder></Folder>
<NetworkLink><Link><href>http://127.0.0.1:9/more.kml</href></Link></NetworkLink>
</Document></kml>"""


def test_place_marks_are_rows() -> None:
    (found,) = read(PLACES.encode(), "places.kml")
    assert found.names == (
        *("folder", "id", "name", "description", "ประชากร", "code", "when"),
        "geometry",
    )
    assert list(found.rows[0]) == [
        *("วัด", "p1", "วัดพระแก้ว", "<b>งาม</b>", "12", "0012", "2023-05-01"),
        '{"type":"Point","coordinates":[100.49,13.75,0.0]}',
    ]
    assert found.column("folder") == ["วัด", "วัด", "เขต/ใน", "เขต/ใน", "เขต/ใน", "เขต/ใน"]
    assert found.findings == ("engine.kml_links",)


def test_geometries() -> None:
    (found,) = read(PLACES.encode(), "places.kml")
    assert found.column("geometry")[1:] == [
        '{"type":"LineString","coordinates":[[100.0,13.0],[101.0,14.0],[102.0,15.0]]}',
        '{"type":"MultiPolygon","coordinates":[[[[0.0,0.0],[4.0,0.0],[4.0,4.0],[0.0,0.0]],'
        "[[1.0,1.0],[2.0,1.0],[2.0,2.0],[1.0,1.0]]]]}",
        '{"type":"GeometryCollection","geometries":[{"type":"Point","coordinates":[1.0,2.0]},'
        '{"type":"LineString","coordinates":[[1.0,2.0],[3.0,4.0]]}]}',
        '{"type":"LineString","coordinates":[[1.0,2.0,3.0],[4.0,5.0,6.0]]}',
        None,
    ]


def test_kmz_is_read_without_its_pictures() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("doc.kml", PLACES)
        archive.writestr("files/icon.png", b"\x89PNG\r\n\x1a\n")
    (found,) = read(packed.getvalue(), "places.kmz")
    assert found.name == "doc.kml"
    assert found.findings == ("engine.kml_links",)


def test_kml_without_places_and_with_entities_is_refused() -> None:
    with pytest.raises(NotATable, match=r"engine\.kml_no_places"):
        read(b"<kml><Document><name>x</name></Document></kml>", "x.kml")
    with pytest.raises(Damaged, match=r"engine\.xml_entity"):
        read(b'<!DOCTYPE kml [<!ENTITY a "b">]><kml><Placemark/></kml>', "x.kml")
