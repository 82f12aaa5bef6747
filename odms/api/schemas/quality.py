"""The shapes of quality."""

from datetime import date

from ninja import Field, Schema


class Threshold(Schema):
    """The points that an agency asks for."""

    threshold: int = Field(description="0 to 100")


class Measured(Schema):
    """A public dataset with its points."""

    dataset: str = Field(description="Slug")
    points: int | None
    threshold: int
    is_below: bool
    is_waived: bool = Field(description="Whether a reason was accepted and is in force")
    reason: str
    review_date: date | None = Field(description="Until when the reason is in force")


class OfAgency(Schema):
    """The quality of an agency's datasets."""

    agency: str
    threshold: int
    datasets: list[Measured]
