"""The shapes of surveys, their answers and what those come to."""

from datetime import date, datetime
from typing import Any

from ninja import Field, Schema

from odms.api.schemas import AgencyBrief

_DOCUMENT = Field(
    description="title, about, groups, channels, purposes, dimensions, questions, reported"
)


class Survey(Schema):
    """A survey and what it asks."""

    id: str
    code: str
    state: str = Field(description="draft, open or closed")
    document: dict[str, Any] = _DOCUMENT
    agency: AgencyBrief | None = Field(description="Whom it is about; null: the centre")
    dataset: str | None = Field(description="Slug of the dataset that it is about")
    follows: str | None = Field(description="Code of the version before it")
    opens_date: date | None
    closes_date: date | None = Field(description="The last day")
    shares: dict[str, float] = Field(description="Share of each group in the population")
    n_answers: int
    url: str
    page_url: str


class Surveys(Schema):
    """Surveys, the newest first."""

    items: list[Survey]


class NewSurvey(Schema):
    """A survey as it is made, a draft."""

    document: dict[str, Any] = _DOCUMENT
    code: str = Field("", description="Stands in its address; empty: made of the title")
    agency: str = Field("", description="Slug of the agency that it is about")
    dataset: str = Field("", description="Slug of the dataset that it is about")
    opens_date: date | None = None
    closes_date: date | None = None
    shares: dict[str, float] = {}


class SurveyChange(Schema):
    """What is changed of a survey; what is left out stays."""

    document: dict[str, Any] | None = None
    opens_date: date | None = None
    closes_date: date | None = None
    shares: dict[str, float] | None = None


class SurveyDeed(Schema):
    """What is done to a survey as a whole."""

    deed: str = Field(description="open, close or renew")


class SurveyAnswer(Schema):
    """One person's answers; codes are those of the survey's document."""

    group: str = ""
    channel: str = ""
    purpose: str = ""
    answers: dict[str, Any] = Field(description="By the code of the question")
    agency: str = Field("", description="Slug of the agency whose data is used most")


class Figure(Schema):
    """A mean of marks with its 95 % interval and its band."""

    n: int
    mean: float
    low: float
    high: float
    band: str = Field("", description="very-high, high, middling, low or very-low")
    weighted: dict[str, Any] | None = None


class Satisfaction(Schema):
    """How satisfied people are; figures from `least` answers on."""

    n: int | None = Field(description="null where it would tell of few others")
    least: int
    overall: Figure | None
    dimensions: dict[str, Figure] = {}


class SurveyResults(Satisfaction):
    """What the answers come to; null stands for a cell that is hidden as too small."""

    code: str
    state: str
    overall: Figure | None = None
    questions: dict[str, Any] = {}
    groups: dict[str, Any] = {}
    channels: dict[str, Any] = {}
    purposes: dict[str, Any] = {}
    weights: dict[str, Any] | None = None
    reported: dict[str, Any] = Field({}, description="Figures as somebody else printed them")


class SurveyKept(Schema):
    """That an answer was kept; it names nobody."""

    code: str
    n_answers: int


class AnswerFile(Schema):
    """A file of answers: what was taken in, and why other rows were not."""

    survey: str
    name: str
    sha256: str
    is_trial: bool
    is_repeated: bool = Field(description="The same file had come before; it counts once")
    n_rows: int
    n_taken: int
    n_known: int = Field(description="Rows that an earlier file had brought")
    n_refused: int
    n_problems: int
    fields: dict[str, str] = Field(description="The question of each heading")
    problems: list[dict[str, Any]] = Field(description="row, heading, value, code, facts, words")
    at: datetime
