"""The shapes of scores."""

from datetime import date, datetime

from ninja import Field, Schema

from odms.api.schemas import Words


class Lacking(Schema):
    """Points that are not there, and what earns them."""

    code: str
    points: float = Field(description="Of several datasets: the mean that each lacks")
    minutes: int = Field(description="What mending takes, an estimate; of several datasets: of all")
    how: Words


class NextPoints(Lacking):
    """Points that are got with the least work."""

    framework: str


class Mark(Schema):
    """How something stands in one framework."""

    framework: str = Field(description="mqa, nso, stars or items")
    name: Words
    points: float
    of: int
    grade: str
    grade_name: Words
    dimensions: dict[str, float]
    lacking: list[Lacking]
    is_whole: bool = Field(description="Whether every address was asked already")


class DatasetScores(Schema):
    """The scores of a dataset."""

    dataset: str = Field(description="Slug")
    scored_at: datetime
    described_as: str = Field(
        description="Of the description that was scored: its fingerprint, or its last change"
    )
    frameworks: list[Mark]
    next: list[NextPoints]


class GroupScores(Schema):
    """The scores of all datasets of an agency, of a source or of the centre, together."""

    agency: str | None = Field(description="Slug, of a source that of its agency; null: the centre")
    changed_at: datetime
    n_datasets: int
    frameworks: list[Mark]
    next: list[NextPoints]


class PastMark(Schema):
    """Figures from a day on, until the next."""

    day: date
    framework: str
    points: float
    grade: str
