"""What the API says and takes about inventories, surveys and connections."""

from datetime import datetime
from typing import Any

from ninja import Field, Schema


class Entry(Schema):
    """A thing that an agency holds."""

    id: str
    key: str = Field(description="Its identity at the source, empty where it has none")
    agency: str
    state: str = Field(description="present or gone")
    origin: str = Field(description="hand, workbook, database or ckan")
    dataset: str | None = Field(description="Slug of the dataset that it became")
    n_errors: int = Field(description="How many of its values do not fit together")
    values: dict[str, Any] = Field(description="What is known of it, codes of lists as codes")
    extra: dict[str, Any] = Field(description="What no field takes, by the way it came")
    first_seen_at: datetime
    last_seen_at: datetime
    modified_at: datetime


class EntryPage(Schema):
    """One page of entries."""

    total: int
    page: int
    size: int
    items: list[Entry]


class NewEntry(Schema):
    """An entry by hand."""

    agency: str = Field(description="Slug of the agency that holds it")
    values: dict[str, Any] = Field(description="Fields; labels of code lists are understood too")


class EntryChange(Schema):
    """What is changed in an entry; what is left out stays."""

    values: dict[str, Any] = Field({}, description="Fields; empty text takes a value out")
    dataset: str | None = Field(None, description="Slug of the dataset it became; empty: none")
    state: str = Field("", description="present or gone")
    reason: str = Field("", description="Why it is gone")
    modified_at: datetime | None = Field(
        None, description="What you saw: 409 where somebody changed it since"
    )


class Survey(Schema):
    """A run over an agency's data, and what it found against what was known."""

    id: str
    agency: str
    way: str = Field(description="hand, workbook, database or ckan")
    source: str = Field(description="Name of the file or connection")
    state: str = Field(description="waiting, running, done or failed")
    at: datetime
    ended_at: datetime | None
    n_new: int
    n_gone: int
    n_changed: int
    n_unchanged: int
    changes: list[dict[str, Any]] = Field(description="Entry, title, kind and what changed in it")
    troubles: list[dict[str, Any]] = Field(description="What was not understood, row by row")
    failure: dict[str, Any] = Field(description="Code and facts, where it failed")


class Surveys(Schema):
    """The last surveys, newest first."""

    items: list[Survey]


class Connection(Schema):
    """A database that can be surveyed. Its secret is never told."""

    id: str
    agency: str
    name: str
    kind: str
    host: str
    port: int | None
    database: str
    user_name: str
    schemas: list[str]
    keeps_secret: bool
    is_nightly: bool


class Connections(Schema):
    """The databases that can be surveyed."""

    items: list[Connection]


class NewConnection(Schema):
    """How a database is reached."""

    agency: str = Field(description="Slug of the agency")
    name: str = Field(description="The same name again takes the place of the first")
    kind: str = Field(description="postgresql, mariadb, sqlite or sqlserver")
    database: str = Field(description="Its name; for SQLite the path of its file")
    host: str = ""
    port: int | None = None
    user_name: str = Field("", description="An account that may only read")
    secret: str = Field("", description="Kept sealed; empty: given at each survey")
    schemas: list[str] = Field([], description="None: all that are not the database's own")
    is_nightly: bool = False


class SurveySecret(Schema):
    """The password, for a connection that keeps none."""

    secret: str = ""


class Figures(Schema):
    """An agency's inventory in figures; those of change are of its last survey."""

    n_entries: int
    n_with_owner: int
    n_open: int
    n_published: int
    n_candidates: int
    n_with_errors: int
    last_survey_at: datetime | None
    n_new: int
    n_gone: int
    n_changed: int
