"""The shapes that `/api/v1` gives and takes; the OpenAPI description is made from them."""

from datetime import date, datetime
from typing import Any

from ninja import Field, Schema


class Words(Schema):
    """A text in both languages; `en` may be empty."""

    th: str
    en: str


class Code(Schema):
    """A value of a code list of the national standard."""

    code: str
    th: str
    en: str


class AgencyBrief(Schema):
    """A publisher, as it stands beside its datasets."""

    slug: str
    name: Words
    sector: str = Field(description="state, private or civil")
    url: str


class Agency(AgencyBrief):
    """A publisher with its own facts."""

    id: str
    short_name: str
    description: Words
    website: str
    contact_unit: str
    contact_email: str
    parent: str | None = Field(description="Slug of the agency above")
    n_datasets: int
    page_url: str


class NewApplication(Schema):
    """An organisation's wish to publish here, with the address where its evidence can be seen."""

    name_th: str
    name_en: str = ""
    sector: str = Field(description="state, private or civil")
    number: str = Field("", description="Thirteen digits of the register of juristic persons")
    website: str = ""
    contact_unit: str
    contact_email: str
    person_name: str = Field(description="Who asks; their account is made when it is verified")
    person_office: str
    person_email: str
    paper_url: str = Field(description="Address of a letter or certificate")
    language: str = Field("th", description="th or en, the language of letters to the applicant")


class ApplicationStanding(Schema):
    """How an application stands, as its applicant sees it."""

    id: str
    state: str
    standing: Words
    name_th: str
    made_at: datetime
    question: str
    reason: str
    page_url: str = Field(description="The applicant's own address; whoever has it may answer")


class Application(Schema):
    """An application as the centre sees it."""

    id: str
    state: str
    standing: Words
    name_th: str
    name_en: str
    sector: str
    number: str
    website: str
    contact_unit: str
    contact_email: str
    person_name: str
    person_office: str
    person_email: str
    paper_sha256: str
    paper_url: str
    question: str
    answer: str
    reason: str
    checks: list[str]
    note: str
    listed_as: str
    agency: str | None = Field(description="Slug of the agency that was made")
    made_at: datetime
    decided_at: datetime | None


class Listed(Schema):
    """An entry of the list of state agencies that a name may mean."""

    code: str
    name: Words
    kind: Words
    parent: str = Field(description="Code of the agency above, or empty")
    n_slips: int = Field(description="By how many letters the names differ")


class Delegation(Schema):
    """A role that one member of an agency handed to another for a time."""

    id: str
    agency: str
    role: str
    giver: str
    taker: str
    from_date: date
    until_date: date
    reason: str


class News(Schema):
    """One notice to the person behind the token."""

    id: int
    code: str
    kind: str
    sentence: Words
    path: str
    at: datetime
    read_at: datetime | None


class Column(Schema):
    """One column of a table, as it was read and described."""

    name: str
    type: str = Field(
        description="integer, number, boolean, date, datetime, time, year, geometry or text"
    )
    meaning: str | None = Field(description="Code of what the values are, such as th-province")
    label: Words
    description: Words
    unit: str
    measure: str = Field(description="Code of the measure that protects its values; empty: none")


class Download(Schema):
    """One file format in which a release can be had; the address never changes."""

    format: str
    url: str


class Release(Schema):
    """One published version of a table. It never changes."""

    id: str
    number: int
    n_rows: int
    released_at: datetime
    raw_name: str
    raw_size_bytes: int
    raw_sha256: str = Field(description="Of the original; empty where something of it was hidden")
    changes: dict[str, Any]
    columns: list[Column]
    downloads: list[Download]


class Distribution(Schema):
    """One form in which a dataset can be had."""

    id: str
    slug: str
    dataset: str
    title: Words
    kind: str
    source_format: str
    address: str = Field(description="Where a link leads, empty for a table")
    media_type: str
    size_bytes: int | None
    n_releases: int
    current: Release | None
    url: str
    rows_url: str | None
    profile_url: str | None
    mirror_of: str | None = Field(
        description="Of a table that was read from a copy of a file elsewhere: the link"
    )
    mirrored_from: str = Field(description="The address of that file")
    mirrored_at: datetime | None
    original_gone_at: datetime | None = Field(description="Since when that file cannot be had")
    original_url: str | None = Field(description="The copy of that file")


class Origin(Schema):
    """The catalogue that a dataset was gathered from, and where it stands there."""

    source: str
    source_url: str
    remote_id: str
    uri: str
    landing_page: str
    modified_at: datetime | None = Field(description="As the source tells it")
    gathered_at: datetime


class DatasetBrief(Schema):
    """A dataset as it stands in lists."""

    id: str
    slug: str
    title: Words
    agency: AgencyBrief
    theme: Code | None
    tags: list[str]
    licence: Code | None
    frequency: Code | None
    published_at: datetime | None
    modified_at: datetime
    url: str
    page_url: str


class Dataset(DatasetBrief):
    """A dataset with its whole record and its distributions."""

    description: Words
    classification: str
    period_start: date | None
    period_end: date | None
    record: dict[str, Any] = Field(description="The fourteen items and the rest, as approved")
    origin: Origin | None = Field(description="Of a dataset that was gathered elsewhere")
    distributions: list[Distribution]


class DatasetPage(Schema):
    """One page of datasets."""

    total: int
    page: int
    size: int
    items: list[DatasetBrief]


class AgencyPage(Schema):
    """One page of publishers."""

    total: int
    page: int
    size: int
    items: list[Agency]


class Theme(Schema):
    """A subject under which datasets stand."""

    code: str
    name: Words
    n_datasets: int


class Rows(Schema):
    """One page of rows; each row has the names of the columns as keys."""

    total: int
    page: int
    size: int
    release: int
    columns: list[Column]
    rows: list[dict[str, Any]]
    source: str = Field(description="The dataset's page, to be named where the rows are used")
    licence: str


class Value(Schema):
    """A value and how often it occurs; null stands for missing values."""

    value: str | None
    n: int


class Hit(Schema):
    """A dataset that was found."""

    score: float
    dataset: DatasetBrief


class Found(Schema):
    """One page of what a search found."""

    total: int
    page: int
    size: int
    hits: list[Hit]
    facets: dict[str, list[Value]]
    suggestion: str | None
    seconds: float


class Suggestions(Schema):
    """Words that go on from what was typed."""

    suggestions: list[str]


class DeliveredTable(Schema):
    """One table read from a delivery."""

    id: str
    position: int
    name: str
    n_rows: int
    is_chosen: bool
    columns: list[dict[str, Any]]
    decisions: dict[str, Any] = Field(description="What was decided, by the name of the column")
    protection: dict[str, Any] = Field(description="What was chosen for the whole table")


class Trouble(Schema):
    """Why a delivery could not be read."""

    code: str
    messages: Words


class Repair(Schema):
    """One step of a recipe, see the reference page on repairs."""

    repair: str = Field(description="Its code")
    table: int = Field(0, description="The table's place in the file, from 0")
    column: str | None = Field(None, description="The column's name; null: the table as a whole")
    parameters: dict[str, Any] = Field(default_factory=dict, description="The repair's own")


class Change(Schema):
    """One entry of the log of a mended table."""

    step: int = Field(description="The step's place among those upon this table, from 0")
    repair: str
    row: int | None = Field(description="The source row, from 0; null: the column as a whole")
    column_index: int | None
    ref: str | None = Field(description="C14, 14:14 or C:C, as a spreadsheet shows it")
    column: str | None = Field(description="null: a row that was taken out")
    before: str | None
    after: str | None


class Delivery(Schema):
    """A file that was handed in, and what became of it."""

    id: str
    agency: str
    dataset: str | None
    state: str = Field(description="received, reading, read, failed, discarded or destroyed")
    name: str
    source_url: str | None = Field(description="The address that the file was fetched from")
    size_bytes: int
    sha256: str
    received_at: datetime
    finished_at: datetime | None
    trouble: Trouble | None
    recipe: list[Repair] = Field(description="The steps by which its tables were mended")
    tables: list[DeliveredTable]
    url: str


class Changes(Schema):
    """The first entries of the log of a mended table."""

    items: list[Change]


class DeliveryPage(Schema):
    """One page of deliveries."""

    total: int
    page: int
    size: int
    items: list[Delivery]


class Parameter(Schema):
    """One parameter of a measure. Without a default it must be given, unless it is optional."""

    name: str
    kind: str = Field(description="int, float, str or date")
    default: Any
    is_optional: bool
    least: float | None
    most: float | None
    choices: list[str]
    meaning: Words


class Measure(Schema):
    """A protective measure."""

    code: str
    name: Words
    does: Words
    is_of_table: bool = Field(description="Chosen for a table and not for a column")
    types: list[str] | None = Field(description="Types of columns that it fits; null: all")
    meanings: list[str] | None = Field(description="Meanings or kinds that it fits; null: all")
    parameters: list[Parameter]


class ColumnDecision(Schema):
    """What is to become of a column."""

    table: int = Field(0, description="Position of the table in the file, from 0")
    column: str
    measure: str = Field(description="keep, or the code of a measure")
    parameters: dict[str, Any] = {}
    reason: str = Field("", description="Why it is kept, where personal data was found")


class TableMeasure(Schema):
    """A measure upon the rows of a table."""

    measure: str
    parameters: dict[str, Any] = {}


class TableDecision(Schema):
    """How the risk of a table is told, and what is done to its rows."""

    table: int = Field(0, description="Position of the table in the file, from 0")
    quasi_identifiers: list[str] = []
    sensitive: list[str] = []
    k: int = Field(5, description="Least size of a group: 3, 5, 10 or 20")
    measures: list[TableMeasure] = []

    def settings(self) -> dict[str, Any]:
        """All but the table's position."""
        told: dict[str, Any] = self.dict()
        del told["table"]
        return told


class Decisions(Schema):
    """Decisions about a delivery, taken all or none."""

    decisions: list[ColumnDecision] = []
    tables: list[TableDecision] = []


class Protection(Schema):
    """What was decided of a delivery, and what it does."""

    delivery: str
    records: list[dict[str, Any]] = Field(
        description="The record of each table, as docs/reference/measures-of-protection.md tells it"
    )


class TableSchema(Schema):
    """A version of a table's schema."""

    number: int
    origin: str = Field(description="proposed, edited, imported or followed")
    made_at: datetime
    document: dict[str, Any] = Field(description="Table Schema 2.0")


class Drift(Schema):
    """How a delivered table differs from the release that it follows."""

    table: str = Field(description="Identifier of the delivered table")
    distribution: str = Field(description="Slug of the table that it renews")
    is_same_shape: bool = Field(description="Whether nothing flagged changed")
    changes: dict[str, Any]
    findings: list[dict[str, Any]] = Field(description="As in the report of `odms inspect`")


class Problem(Schema):
    """What went wrong (RFC 9457), in Thai and English."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    messages: Words
    facts: dict[str, Any]
    instance: str
