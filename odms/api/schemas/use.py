"""The shapes of use and health."""

from datetime import date, datetime

from ninja import Field, Schema


class Counts(Schema):
    """How often something was used, without robots."""

    n_views: int
    n_downloads: int
    n_api: int


class Usage(Counts):
    """Use over so many days up to today."""

    days: int


class DayCounts(Counts):
    """Use on a day."""

    day: date


class DatasetCounts(Counts):
    """Use of a dataset."""

    dataset: str


class FailedSearch(Schema):
    """What was searched for and not found."""

    words: str
    n: int


class AccessCounts(Counts):
    """Use by an access method."""

    access: str = Field(description="regular, machine, agent (of AI) or robot")


class ChannelCounts(Counts):
    """Use through a channel."""

    channel: str = Field(
        description="portal, api, ckan, sql, embed, records; site and tracker outside the portal"
    )
    is_outside: bool


class ThemeCounts(Counts):
    """Use of the datasets of a theme."""

    theme: str = Field(description="Its code, empty for datasets without one")


class UseParts(Schema):
    """Use in its parts: days and channels without robots and AI agents."""

    days: int
    total: Counts
    by_day: list[DayCounts]
    by_access: list[AccessCounts]
    by_channel: list[ChannelCounts]


class NationUsage(UseParts):
    """Use of all agencies' datasets."""

    by_theme: list[ThemeCounts]


class AgencyUsage(UseParts):
    """Use of an agency's datasets."""

    by_dataset: list[DatasetCounts]
    failed_searches: list[FailedSearch]


class UnusedDataset(Schema):
    """A dataset that nobody used."""

    dataset: str
    agency: str
    published_at: datetime


class Import(Schema):
    """A log of an agency's own site, or what its CKAN's tracker counted."""

    id: str | None = Field(None, description="null for a trial")
    agency: str
    name: str
    sha256: str | None = None
    state: str = Field(description="waiting, counted, refused, or trial")
    kind: str
    received_at: datetime | None = None
    counted_at: datetime | None = None
    n_lines: int
    n_counted: int = Field(description="Uses that lines told of, before double clicks fall away")
    n_unmatched: int = Field(description="Lines that mean no dataset of the agency")
    refused: dict[str, int] = Field(description="Lines by why they did not count")
    unmatched: list[tuple[str, int]] = Field(description="Their most frequent addresses")
    by_kind: dict[str, int]
    first_day: date | None
    last_day: date | None
    trouble: str = Field("", description="Code of why it was refused; empty: it was not")


class Freshness(Schema):
    """A promise of renewal and how it is kept."""

    due_date: date | None = Field(description="null where nothing was promised")
    is_late: bool
    days_late: int


class Check(Schema):
    """An address and what it answered last."""

    kind: str = Field(description="link or endpoint")
    address: str
    dataset: str | None
    state: str = Field(description="unknown, answering or broken")
    checked_at: datetime | None
    status: int | None = Field(description="Of HTTP; null where nothing answered")
    elapsed_ms: int | None
    trouble: str = Field(description="Code of the refusal; empty where there is none")
    next_at: datetime = Field(description="When it is asked again")
    media_type: str
    size_bytes: int | None = Field(description="As its host tells it")
    allows_origins: bool | None = Field(description="Whether programs in browsers may read it")
    change: str = Field(
        description="Of the file, at the last answer: first, changed, unchanged or unknown"
    )
    decided_by: str = Field(
        description="What told so: harvest, last-modified, length or hash; empty: nothing"
    )
    changed_at: datetime | None = Field(description="When another file was last found there")


class Copy(Schema):
    """What is kept of a file elsewhere, or why nothing is."""

    distribution: str = Field(description="Identifier of the link")
    address: str
    state: str = Field(description="waiting, kept, refused or failed")
    trouble: str = Field(description="Code of why there is none, or none newer; empty: none")
    sha256: str
    size_bytes: int | None
    n_tables: int
    fetched_at: datetime | None
    changed_at: datetime | None = Field(description="When another file was last copied")


class DatasetHealth(Freshness):
    """Freshness of a dataset, its links, and the copies of files elsewhere."""

    links: list[Check]
    copies: list[Copy]


class LateDataset(Freshness):
    """A dataset that is later than promised."""

    dataset: str


class AgencyHealth(Schema):
    """What of an agency is late, and what its addresses answer."""

    late: list[LateDataset]
    links: list[Check]
    endpoints: list[Check]
