"""Records of ISO 19139 and 19115-3, of Dublin Core and of DCAT in answers of a catalogue service."""

import pytest

from odms.errors import Invalid
from odms.standards.csw import read_csw
from odms.standards.description import Agent, Concept, Description, Entry, Period, Place, Resource

SPACES = " ".join(
    f'xmlns:{prefix}="http://www.isotc211.org/2005/{prefix}"'
    for prefix in ("gmd", "gco", "gmx", "srv")
)
GML = 'xmlns:gml="http://www.opengis.net/gml/3.2" xmlns:xlink="http://www.w3.org/1999/xlink"'


def text(value: str) -> str:
    return f"<gco:CharacterString>{value}</gco:CharacterString>"


def code(name: str, value: str) -> str:
    return f'<gmd:{name} codeList="x" codeListValue="{value}"/>'


def party(name: str, role: str) -> str:
    return f"""<gmd:CI_ResponsibleParty><gmd:organisationName>{text(name)}</gmd:organisationName>
      <gmd:contactInfo><gmd:CI_Contact><gmd:address><gmd:CI_Address><gmd:electronicMailAddress>
      {text("gis@example.go.th")}</gmd:electronicMailAddress></gmd:CI_Address></gmd:address>
      </gmd:CI_Contact></gmd:contactInfo><gmd:role>{code("CI_RoleCode", role)}</gmd:role>
      </gmd:CI_ResponsibleParty>"""


def record(identification: str = "", rest: str = "", kind: str = "MD_DataIdentification") -> str:
    space = "srv" if kind.startswith("SV") else "gmd"
    return f"""<gmd:MD_Metadata {SPACES} {GML}>
      <gmd:fileIdentifier>{text("roads")}</gmd:fileIdentifier>
      <gmd:language>{code("LanguageCode", "tha")}</gmd:language>
      <gmd:dateStamp><gco:Date>2026-01-02</gco:Date></gmd:dateStamp>
      <gmd:locale><gmd:PT_Locale id="EN"><gmd:languageCode>{code("LanguageCode", "eng")}
      </gmd:languageCode></gmd:PT_Locale></gmd:locale>
      <gmd:identificationInfo><{space}:{kind}>
      <gmd:citation><gmd:CI_Citation><gmd:title xsi:type="gmd:PT_FreeText_PropertyType"
        xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">{text("ถนน")}
        <gmd:PT_FreeText><gmd:textGroup><gmd:LocalisedCharacterString locale="#EN">Roads
        </gmd:LocalisedCharacterString></gmd:textGroup></gmd:PT_FreeText></gmd:title>
      </gmd:CI_Citation></gmd:citation>{identification}</{space}:{kind}></gmd:identificationInfo>
      {rest}</gmd:MD_Metadata>"""


def described(identification: str = "", rest: str = "") -> Description:
    (found,) = read_csw(record(identification, rest).encode()).descriptions
    return found


def test_a_bare_record() -> None:
    found = described()
    assert found.identifier == "roads"
    assert found.titles == {"th": "ถนน", "en": "Roads"}
    assert (found.record.title_th, found.record.title_en) == ("ถนน", "Roads")
    assert found.entry == Entry(modified="2026-01-02", languages=("th",))


def test_who_has_which_part() -> None:
    parties = [("กรมทางหลวง", "owner"), ("กองแผนงาน", "pointOfContact"), ("บริษัท ก", "author")]
    found = described(
        "".join(f"<gmd:pointOfContact>{party(*one)}</gmd:pointOfContact>" for one in parties)
    )
    owner, contact, author = (
        Agent({"th": name}, kind="organization", email="gis@example.go.th") for name, _ in parties
    )
    assert found.publisher == owner
    assert (found.contacts, found.creators) == ((contact,), (author,))
    role = "http://inspire.ec.europa.eu/metadata-codelist/ResponsiblePartyRole/owner"
    assert found.attributions == ((role, owner),)


def test_where_when_and_how_often() -> None:
    found = described(
        f"""<gmd:resourceMaintenance><gmd:MD_MaintenanceInformation>
        <gmd:maintenanceAndUpdateFrequency>{code("MD_MaintenanceFrequencyCode", "fortnightly")}
        </gmd:maintenanceAndUpdateFrequency></gmd:MD_MaintenanceInformation>
        </gmd:resourceMaintenance><gmd:extent><gmd:EX_Extent><gmd:geographicElement>
        <gmd:EX_GeographicBoundingBox>
        <gmd:westBoundLongitude><gco:Decimal>97.3</gco:Decimal></gmd:westBoundLongitude>
        <gmd:eastBoundLongitude><gco:Decimal>105.6</gco:Decimal></gmd:eastBoundLongitude>
        <gmd:southBoundLatitude><gco:Decimal>5.6</gco:Decimal></gmd:southBoundLatitude>
        <gmd:northBoundLatitude><gco:Decimal>20.5</gco:Decimal></gmd:northBoundLatitude>
        </gmd:EX_GeographicBoundingBox></gmd:geographicElement><gmd:temporalElement>
        <gmd:EX_TemporalExtent><gmd:extent><gml:TimePeriod>
        <gml:beginPosition>2020-01-01</gml:beginPosition><gml:endPosition/></gml:TimePeriod>
        </gmd:extent></gmd:EX_TemporalExtent></gmd:temporalElement></gmd:EX_Extent></gmd:extent>"""
    )
    assert found.places == (Place(bbox=(97.3, 5.6, 105.6, 20.5)),)
    assert found.periods == (Period("2020-01-01"),)
    assert (found.record.frequency_unit, found.record.frequency_interval) == ("W", 2)


def test_what_people_may_do() -> None:
    licence = "https://creativecommons.org/licenses/by/4.0/"
    inspire = (
        "http://inspire.ec.europa.eu/metadata-codelist/LimitationsOnPublicAccess/noLimitations"
    )
    found = described(
        f"""<gmd:resourceConstraints><gmd:MD_LegalConstraints>
        <gmd:useLimitation>{text("อ้างอิงที่มา")}</gmd:useLimitation>
        <gmd:otherConstraints><gmx:Anchor xlink:href="{licence}">CC BY</gmx:Anchor>
        </gmd:otherConstraints><gmd:otherConstraints><gmx:Anchor xlink:href="{inspire}">ไม่จำกัด
        </gmx:Anchor></gmd:otherConstraints></gmd:MD_LegalConstraints></gmd:resourceConstraints>"""
    )
    assert found.licence == licence
    assert found.record.licence == "cc-by"
    assert found.access_rights == inspire
    assert found.rights[0] == Concept(labels={"th": "อ้างอิงที่มา"})


def test_files_services_and_pages() -> None:
    def online(url: str, protocol: str, function: str = "") -> str:
        told = f"<gmd:function>{code('CI_OnLineFunctionCode', function)}</gmd:function>"
        return f"""<gmd:onLine><gmd:CI_OnlineResource><gmd:linkage><gmd:URL>{url}</gmd:URL>
          </gmd:linkage><gmd:protocol>{text(protocol)}</gmd:protocol>
          {told if function else ""}</gmd:CI_OnlineResource></gmd:onLine>"""

    links = online("https://a.example/r.zip", "WWW:DOWNLOAD-1.0-http--download")
    links += online("https://a.example/ows", "OGC:WFS")
    links += online("https://a.example/about", "WWW:LINK", "information")
    found = described(
        rest=f"""<gmd:distributionInfo><gmd:MD_Distribution><gmd:transferOptions>
        <gmd:MD_DigitalTransferOptions>{links}</gmd:MD_DigitalTransferOptions>
        </gmd:transferOptions></gmd:MD_Distribution></gmd:distributionInfo>"""
    )
    zipped, wfs = "https://a.example/r.zip", "https://a.example/ows"
    assert found.resources == (
        Resource(
            access_urls=(zipped,),
            download_urls=(zipped,),
            format="ZIP",
            extras={"iso": {"protocol": "WWW:DOWNLOAD-1.0-http--download"}},
        ),
        Resource(access_urls=(wfs,), format="WFS", extras={"iso": {"protocol": "OGC:WFS"}}),
    )
    assert found.pages == ("https://a.example/about",)


def test_a_service_answers_somewhere_and_serves_datasets() -> None:
    operation = """<srv:containsOperations><srv:SV_OperationMetadata><srv:connectPoint>
      <gmd:CI_OnlineResource><gmd:linkage><gmd:URL>https://a.example/wms</gmd:URL></gmd:linkage>
      </gmd:CI_OnlineResource></srv:connectPoint></srv:SV_OperationMetadata></srv:containsOperations>
      <srv:operatesOn uuidref="roads-2"/>"""
    document = record(operation, kind="SV_ServiceIdentification")
    (found,) = read_csw(document.encode()).descriptions
    assert (found.kind, found.endpoints) == ("service", ("https://a.example/wms",))
    assert found.serves == ("roads-2",)


def test_the_newer_edition_has_other_paths() -> None:
    spaces = " ".join(
        f'xmlns:{one}="http://standards.iso.org/iso/19115/-3/{one}/2.0"'
        for one in ("mdb", "mcc", "mri", "cit", "gco", "lan")
    )
    document = f"""<mdb:MD_Metadata {spaces}>
      <mdb:metadataIdentifier><mcc:MD_Identifier><mcc:code>{text("new")}</mcc:code>
      </mcc:MD_Identifier></mdb:metadataIdentifier>
      <mdb:defaultLocale><lan:PT_Locale id="TH"><lan:language>
      <lan:LanguageCode codeListValue="tha"/></lan:language></lan:PT_Locale></mdb:defaultLocale>
      <mdb:contact/><mdb:identificationInfo><mri:MD_DataIdentification><mri:citation>
      <cit:CI_Citation><cit:title>{text("แม่น้ำ")}</cit:title></cit:CI_Citation></mri:citation>
      <mri:pointOfContact><cit:CI_Responsibility><cit:role>
      <cit:CI_RoleCode codeListValue="publisher"/></cit:role><cit:party><cit:CI_Organisation>
      <cit:name>{text("กรมชลประทาน")}</cit:name></cit:CI_Organisation></cit:party>
      </cit:CI_Responsibility></mri:pointOfContact></mri:MD_DataIdentification>
      </mdb:identificationInfo></mdb:MD_Metadata>"""
    (found,) = read_csw(document.encode()).descriptions
    assert (found.identifier, found.titles) == ("new", {"th": "แม่น้ำ"})
    assert found.publisher == Agent({"th": "กรมชลประทาน"}, kind="organization")


CSW = """<csw:GetRecordsResponse xmlns:csw="http://www.opengis.net/cat/csw/2.0.2"
  xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dct="http://purl.org/dc/terms/"
  xmlns:ows="http://www.opengis.net/ows"><csw:SearchResults numberOfRecordsMatched="12"
  nextRecord="{}">{}</csw:SearchResults></csw:GetRecordsResponse>"""


def test_a_page_of_dublin_core() -> None:
    one = """<csw:Record><dc:identifier>a</dc:identifier><dc:title>ถนน</dc:title>
      <dct:abstract>ทั้งหมด</dct:abstract><dc:subject>ทาง</dc:subject>
      <dct:references>https://a.example/x.csv</dct:references><dc:language>tha</dc:language>
      <ows:BoundingBox><ows:LowerCorner>97 5</ows:LowerCorner><ows:UpperCorner>106 21</ows:UpperCorner>
      </ows:BoundingBox></csw:Record>"""
    reading = read_csw(CSW.format(11, one).encode())
    (found,) = reading.descriptions
    assert (reading.n_total, reading.next_position) == (12, 11)
    assert (found.identifier, found.titles, found.keywords) == ("a", {"": "ถนน"}, {"": ["ทาง"]})
    assert found.resources == (Resource(access_urls=("https://a.example/x.csv",)),)
    assert found.places == (Place(bbox=(97.0, 5.0, 106.0, 21.0)),)


def test_the_last_page_has_no_next_record() -> None:
    assert read_csw(CSW.format(0, "").encode()).next_position is None


def test_one_bad_record_costs_itself() -> None:
    untitled = record().replace("ถนน", "").replace("Roads", "")
    other = record().replace("roads", "streets")
    reading = read_csw(CSW.format(0, f"{untitled}<csw:Odd/>{other}").encode())
    assert [one.identifier for one in reading.descriptions] == ["streets"]
    assert [(one.code, one.record) for one in reading.troubles] == [
        ("standards.read.no_title", "roads"),
        ("standards.read.no_record", "#2 Odd"),
    ]


@pytest.mark.parametrize(
    ("document", "code"),
    [
        ("<a><b></a>", "standards.read.not_xml"),
        ("<feed/>", "standards.read.no_csw"),
        (
            "<ExceptionReport><Exception><ExceptionText>no</ExceptionText></Exception></ExceptionReport>",
            "standards.read.csw_failed",
        ),
        (
            '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
            "standards.read.entities",
        ),
    ],
)
def test_what_is_no_answer_is_refused(document: str, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_csw(document.encode())
    assert refused.value.code == code
