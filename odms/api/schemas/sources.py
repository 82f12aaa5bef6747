"""The shapes of sources elsewhere and of runs over them."""

from datetime import datetime
from typing import Any, Literal

from ninja import Field, Schema


class Source(Schema):
    """A catalogue elsewhere whose datasets are gathered."""

    id: str
    agency: str
    name: str
    url: str
    kind: str = Field(description="ckan, dcat, data-json …")
    options: dict[str, Any] = Field(description="Of the kind, such as fq of CKAN")
    schedule: str = Field(description="5-minutes, hourly, nightly, weekly or by-hand")
    state: str = Field(description="proposed, approved, paused, declined or ended")
    reason: str = Field(description="Why it was declined or ended")
    mirrors_files: bool
    grace_days: int = Field(description="Days after which what is not listed is withdrawn")
    keeps_key: bool
    created_at: datetime
    bookmark: dict[str, Any] = Field(
        description="Of a centre with ODMS: `sequence` got to, `last` that it has, and the place `after`"
    )
    read_at: datetime | None = Field(description="Beginning of the last run that came to its end")
    next_at: datetime | None
    n_failed: int = Field(description="Runs in a row that broke off")
    n_datasets: int
    n_copies: int = Field(description="Datasets that another source has too")
    n_gone: int = Field(description="Records that are not listed any more")


class Sources(Schema):
    """The sources of agencies, by name."""

    items: list[Source]


class NewSource(Schema):
    """A catalogue to be proposed."""

    agency: str = Field(description="Slug of the agency whose datasets they are")
    url: str
    name: str = Field("", description="What it is called; empty: its own title")
    kind: str = Field("", description="Empty: it is found out")
    options: dict[str, Any] = {}
    schedule: str = Field("", description="Empty: as its kind is read")
    mirrors_files: bool = False
    grace_days: int = 7
    key_header: str = Field("", description="Header of the key; empty: Authorization")
    key: str = Field("", description="A key that the catalogue asks for; kept sealed")


class SourceChange(Schema):
    """What is changed in a source; what is left out stays."""

    name: str | None = None
    options: dict[str, Any] | None = None
    schedule: str | None = None
    mirrors_files: bool | None = None
    grace_days: int | None = None
    deed: Literal["", "approve", "decline", "pause", "resume", "end"] = Field(
        "", description="A deed that moves it; approving takes a person, and no token"
    )
    reason: str = Field("", description="Needed to decline and to end")


class Address(Schema):
    """A catalogue to be looked at."""

    agency: str = Field(description="Slug of the agency whose datasets they would be")
    url: str
    kind: str = ""
    key_header: str = ""
    key: str = ""


class Preview(Schema):
    """The first records of a catalogue; nothing of it is kept."""

    kind: str
    url: str
    title: str
    n_total: int | None
    records: list[dict[str, Any]]
    troubles: list[dict[str, Any]]
    others: list[str] = Field(description="Sources that read the same address or host already")


class Run(Schema):
    """One reading of a source."""

    id: str
    source: str
    state: str = Field(description="waiting, running, done, failed or cancelled")
    is_full: bool = Field(description="Everything was read, and not what changed alone")
    asked_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    deadline_at: datetime | None
    n_pages: int
    n_total: int | None = Field(description="Records that the source says it has")
    is_complete: bool = Field(description="All that the source has was listed")
    added: int
    updated: int
    unchanged: int
    deleted: int
    refused: int
    copies: int
    causes: dict[str, int] = Field(description="How often each code was met")
    failure: dict[str, Any] = Field(description="Code, facts and sentences of what ended it")


class Runs(Schema):
    """The last runs over a source, newest first."""

    items: list[Run]


class NewRun(Schema):
    """A run that is asked for."""

    is_full: bool | None = Field(None, description="Left out: as it is due")


class Problem(Schema):
    """What was wrong with a record, or with the listing where it names none."""

    record: str
    code: str
    facts: dict[str, Any]
    messages: dict[str, str]
    is_left_out: bool = Field(description="The record was not taken")


class Problems(Schema):
    """One page of what went wrong in a run."""

    total: int
    page: int
    size: int
    items: list[Problem]
