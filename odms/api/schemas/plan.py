"""The shapes of plans."""

from datetime import date, datetime
from typing import Any

from ninja import Field, Schema


class Item(Schema):
    """A thing that an agency may publish."""

    id: str
    rank: int | None = Field(description="Place in the order; null for one item alone")
    title: str
    agency: str
    entry: str | None = Field(description="Entry of the inventory")
    dataset: str | None = Field(description="Slug of the dataset that it became")
    scores: dict[str, Any] = Field(
        description="By question: level 0 to 4, proposed, derived, reason, by, at"
    )
    criteria: list[str] = Field(description="Criteria of high value that are met")
    is_high_value: bool
    points: int | None = Field(description="0 to 100; null while a level is missing")
    place: int | None = Field(description="A place that a person gave it")
    place_reason: str
    owner: str
    steward: str
    due_date: date | None
    state: str = Field(description="proposed, planned, published or dropped")
    reason: str = Field(description="Why it was taken out")
    published_at: datetime | None


class Plan(Schema):
    """The plan of an agency in its order."""

    agency: str
    hash: str = Field(description="SHA-256 of the order and the due dates")
    is_put_forward: bool
    is_agreed: bool
    items: list[Item]


class NewItems(Schema):
    """What is put into a plan; nothing: all candidates of the inventory."""

    agency: str
    entries: list[str] = []
    datasets: list[str] = Field([], description="Slugs")


class PutForward(Schema):
    """Whose plan is put before the head."""

    agency: str


class Level(Schema):
    """A level, and why."""

    level: int | None = Field(None, description="0 to 4; null: as proposed")
    reason: str = ""


class Weighing(Schema):
    """Levels by question (value, demand, readiness, cost); criteria: null leaves them."""

    weights: dict[str, Level] = {}
    criteria: list[str] | None = None


class Assignment(Schema):
    """Who does it and by when."""

    owner: str = Field("", description="E-mail of a person")
    owner_unit: str = ""
    steward: str = Field(description="E-mail of a steward")
    due_date: date


class Move(Schema):
    """A place of its own."""

    place: int | None = None
    reason: str


class Reason(Schema):
    """Why."""

    reason: str
