"""The shapes of requests and feedback."""

from datetime import date, datetime

from ninja import Field, Schema

from odms.api.schemas import AgencyBrief


class NewRequest(Schema):
    """What somebody asks for. Name and e-mail are told to the officers alone."""

    title: str
    wanted: str = Field(description="What the data should hold")
    purpose: str = Field(description="How it would be used")
    agency: str = Field("", description="Slug of the agency that has it; empty: not known")
    name: str = ""
    email: str = ""
    theme: str = Field("", description="Code of a theme")
    province: str = Field("", description="Two digits of a province")


class Request(Schema):
    """A request for data and what became of it."""

    id: str
    title: str
    wanted: str
    purpose: str
    agency: AgencyBrief | None
    state: str = Field(
        description="new, at-agency, overturned, answered, published, merged, declined, appealed "
        "or upheld"
    )
    theme: str | None = Field(description="Code of its theme")
    province: str
    n_votes: int
    asked_at: datetime
    due_date: date
    decided_at: datetime | None
    officer: str | None
    answer: str
    ground: str = Field(description="Code of the ground on which it was declined")
    reason: str = Field(description="Why it was declined")
    appeal: str = Field(description="Why the one who asked wants it looked at again")
    review_date: date | None = Field(description="Until when the appeal is decided")
    review: str = Field(description="What the centre decided on the appeal")
    merged_into: str | None = Field(description="Identifier of the request that asks for the same")
    dataset: str | None = Field(description="Slug of the dataset that answers it")
    url: str
    page_url: str


class RequestMade(Request):
    """A request as whoever asked is told of it, once."""

    token: str = Field(description="Secret: with it the one who asked may appeal")
    follow_url: str = Field(description="Secret address of the asker's own page")


class Appeal(Schema):
    """Why a refusal should be looked at again."""

    text: str
    token: str = Field("", description="The secret told when it was asked; empty: of the user")


class Wanted(Schema):
    """How much is asked for of one theme or province."""

    code: str = Field(description="Empty where none is named")
    n_requests: int
    n_open: int
    n_votes: int


class WantedList(Schema):
    """What is asked for most, first."""

    items: list[Wanted]


class RequestPage(Schema):
    """One page of requests."""

    total: int
    page: int
    size: int
    items: list[Request]


class RequestAnswer(Schema):
    """What an officer does to a request."""

    deed: str = Field(
        description="take, answer, publish, decline, merge, sort, assign, uphold or overturn"
    )
    text: str = Field("", description="The answer")
    ground: str = Field("", description="Code of the ground on which it is declined")
    reason: str = Field("", description="Why it is declined")
    into: str = Field("", description="Identifier of the request that asks for the same")
    theme: str = ""
    province: str = ""
    entry: str = Field("", description="Identifier of an entry of the inventory")
    dataset: str = Field("", description="Slug of the published dataset")
    agency: str = Field("", description="Slug of the agency that it is given to")


class NewFeedback(Schema):
    """What somebody says of a dataset: a mark, words, or both."""

    dataset: str = Field(description="Slug")
    table: str = Field("", description="Slug of a distribution, where a column is meant")
    column: str = ""
    row: int | None = Field(None, ge=1, le=10**12)
    useful: int | None = Field(None, description="1 to 5")
    text: str = ""


class OfficersAnswer(Schema):
    """What an officer answered."""

    text: str
    at: datetime


class Feedback(Schema):
    """What somebody said of a dataset, and what was answered."""

    id: str
    dataset: str
    table: str | None
    column: str
    row: int | None
    useful: int | None
    text: str
    state: str = Field(description="open, answered or resolved")
    given_at: datetime
    release: str | None = Field(description="Identifier of the release that came of it")
    answers: list[OfficersAnswer]


class FeedbackPage(Schema):
    """One page of feedback."""

    total: int
    page: int
    size: int
    items: list[Feedback]


class FeedbackAnswer(Schema):
    """What an officer does to feedback."""

    deed: str = Field(description="answer or resolve")
    text: str = ""
    release: str = Field("", description="Identifier of the release that came of it")
