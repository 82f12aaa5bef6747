"""The shapes of the feed of changes."""

from datetime import datetime
from typing import Any

from ninja import Field, Schema

from odms.api.schemas import Words

FORMAT = "odms-changes/1"


class ChangeReason(Schema):
    """Why a dataset is public no more."""

    code: str = Field(description="by-publisher, gone-at-source or personal-data; may be empty")
    text: str = Field(description="As its tombstone says it")


class Destruction(Schema):
    """Versions of a dataset's tables were destroyed: copies of its files that are older must go too."""

    sequence: int
    at: datetime
    code: str = Field(description="personal-data")


class ChangeOrigin(Schema):
    """The catalogue that a gathered dataset is from."""

    name: str
    url: str


class Change(Schema):
    """What last happened to one dataset."""

    sequence: int = Field(description="Number of the entry in the ledger")
    at: datetime
    kind: str = Field(description="published, described, withdrawn or destroyed")
    id: str
    uri: str = Field(description="What the dataset is called for good")
    slug: str
    is_public: bool
    reason: ChangeReason | None = Field(description="Of what is public no more")
    destroyed: Destruction | None = Field(
        description="The last destruction, whatever came after it"
    )
    origin: ChangeOrigin | None = Field(description="Of what was gathered from elsewhere")
    path: list[str] = Field(description="Centres that a gathered dataset came through, in order")
    record: dict[str, Any] | None = Field(
        description="With records=true: its description, as `/datasets/{slug}.json` gives it; of a "
        "gathered dataset as its source told it"
    )


class Centre(Schema):
    """The centre whose changes these are."""

    url: str
    name: Words


class Changes(Schema):
    """A page of changes. `next` is where to go on, now or later; `last` the number of the last."""

    format: str = Field(description=FORMAT)
    centre: Centre
    last: int
    next: str
    has_more: bool
    changes: list[Change]
