"""The shapes of the calendar."""

from datetime import date

from ninja import Field, Schema


class Due(Schema):
    """A thing that is due on a day."""

    day: date
    kind: str = Field(description="update or plan")
    title: str
    key: str
    days_late: int
    is_expected: bool = Field(description="Whether the day follows from another update before it")
    page_url: str


class Calendar(Schema):
    """What is due when."""

    agency: str
    late: list[Due]
    due: list[Due]
    feed_url: str = Field(description="iCalendar feed, opened without a token; keep it to yourself")
