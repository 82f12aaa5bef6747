"""The shapes of outlets."""

from datetime import datetime
from typing import Any

from ninja import Field, Schema


class Outlet(Schema):
    """A CKAN catalogue to which an agency pushes its records."""

    id: str
    agency: str = Field(description="Slug")
    name: str
    url: str
    organization: str = Field(description="The agency as it is called there")
    prefix: str
    dialect: str = Field(
        description="thai: it knows the country's own keys; plain: they are extras"
    )
    keeps_token: bool
    is_nightly: bool
    counts: dict[str, int] = Field(description="How many records are in each state")


class PushWish(Schema):
    """How to push."""

    dry_run: bool = Field(False, description="Only say what would be sent")


class Push(Schema):
    """One push."""

    id: str
    outlet: str
    is_rehearsal: bool
    state: str = Field(description="waiting, running, done or failed")
    by: str | None
    asked_at: datetime
    finished_at: datetime | None
    created: int
    updated: int
    deleted: int
    unchanged: int
    refused: int
    conflicts: int = Field(description="Records that wait for a person")
    failure: str = Field(description="Code of what ended it; empty: nothing")


class Sending(Schema):
    """What a push did with a record, or would do."""

    dataset: str
    deed: str = Field(description="create, update, delete, adopt or none")
    conflict: str = Field(description="changed-there, deleted-there or name-taken; empty: none")
    changes: list[list[Any]] = Field(description="Item, what it was, what it is or would be")
    trouble: str
    errors: dict[str, Any] = Field(description="The other side's own words, by field")


class PushWithSendings(Push):
    """One push with what it did."""

    sendings: list[Sending]


class Record(Schema):
    """How a dataset stands at an outlet."""

    dataset: str
    state: str = Field(description="new, sent, refused, conflict, left-out or withdrawn")
    remote_id: str
    remote_name: str
    conflict: str
    changes: list[list[Any]] = Field(description="Item, what we know, what stands there")
    decision: str = Field(description="What a person decided and was not done yet")
    trouble: str
    errors: dict[str, Any]
    sent_at: datetime | None
    looked_at: datetime | None
