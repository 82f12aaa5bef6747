"""The shapes of questions about datasets, and of reuses of open data."""

from datetime import datetime

from ninja import Field, Schema


class Reply(Schema):
    """An answer to a question."""

    id: str
    by: str
    is_officers: bool = Field(description="Of the agency whose dataset it is")
    text: str
    at: datetime


class Question(Schema):
    """A question about a dataset, with its answers."""

    id: str
    dataset: str
    text: str
    state: str = Field(description="open, answered or accepted")
    asked_at: datetime
    accepted: str | None = Field(description="Identifier of the answer that was accepted")
    answers: list[Reply]


class QuestionPage(Schema):
    """One page of questions."""

    total: int
    page: int
    size: int
    items: list[Question]


class NewQuestion(Schema):
    """A question that is asked."""

    dataset: str = Field(description="Slug")
    text: str


class NewReply(Schema):
    """An answer, or the identifier of the one that is accepted."""

    text: str = ""
    accept: str = Field("", description="Identifier of the answer that is accepted")


class Showcase(Schema):
    """What somebody made of open data."""

    id: str
    title: str
    about: str
    kind: str
    link: str
    goals: list[str] = Field(description="Numbers of the goals of sustainable development")
    datasets: list[str] = Field(description="Slugs")
    maker: str
    state: str = Field(description="submitted, public, refused or withdrawn")
    reason: str
    alt: str
    picture_url: str | None
    submitted_at: datetime
    decided_at: datetime | None
    broken_since: datetime | None = Field(description="Since when its address does not answer")
    page_url: str


class ShowcasePage(Schema):
    """One page of reuses."""

    total: int
    page: int
    size: int
    items: list[Showcase]


class ShowcaseDeed(Schema):
    """What the centre decides on a reuse."""

    deed: str = Field(description="publish, refuse or withdraw")
    reason: str = ""
