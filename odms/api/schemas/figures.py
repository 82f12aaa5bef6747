"""The shapes of figures."""

from datetime import date, datetime

from ninja import Field, Schema

from odms.api.schemas import Words


class Figure(Schema):
    """A figure of a subject."""

    code: str
    name: Words
    about: Words = Field(description="How it is computed")
    unit: str = Field(description="count, share (of one), mean or points")
    value: float | None = Field(description="null where there is nothing to measure")
    n: float = Field(description="What is counted")
    of: float | None = Field(description="Of how many; null for a count")
    at: datetime | None = Field(description="Since when it is so; null for a past day")
    baseline: float | None = Field(description="Of the national survey of 2565, if it has it")
    evidence: str = Field(description="Address of the page that lists what it consists of")


class Subject(Schema):
    """Whose figures they are."""

    kind: str = Field(description="nation, ministry, agency, theme or province")
    slug: str = Field(description="Slug or code; empty for the nation")
    name: Words


class SubjectFigures(Schema):
    """The figures of a subject, now or at the end of a day."""

    subject: Subject
    day: date | None = Field(description="null: now")
    figures: list[Figure]


class Behind(Schema):
    """An agency or a dataset behind a figure, with its part."""

    kind: str = Field(description="agency or dataset")
    slug: str
    name: Words
    value: float | None
    n: float | None
    of: float | None
    state: str = Field(description="Of a process: done, partly, said or missing; else empty")
    due_date: date | None = Field(description="Of a dataset: when its next update is due")


class BehindPage(Schema):
    """One page of what stands behind a figure."""

    total: int
    page: int
    size: int
    items: list[Behind]


class Point(Schema):
    """A value from a day on, until the next."""

    day: date
    value: float | None


class SurveyFigure(Schema):
    """A figure of the national survey of 2565, as reported."""

    code: str
    value: float = Field(description="A share of one, or a mean from 1 to 5")
    n: float | None
    of: float | None


class Survey(Schema):
    """The national survey of 2565, with which every centre begins."""

    surveyed_on: date
    source: Words
    figures: list[SurveyFigure]


class Compared(Schema):
    """What a figure was in an earlier year."""

    year: int
    value: float
    change: float


class ReportFigure(Schema):
    """A figure of the report."""

    code: str
    name: Words
    unit: str = Field(description="percent, mean (from 1 to 5) or count")
    value: float | None
    n: float | None
    of: float | None
    source: Words
    date: date
    compared: Compared | None
    band: str | None = Field(None, description="Of a mean")
    is_weak: bool | None = Field(None, description="Of processes and enablers: below the threshold")


class ComparedYear(Schema):
    """The year that a report is held against."""

    year: int
    as_of: date
    source: Words


class Publishers(Schema):
    """Agencies that publish, by number of datasets."""

    as_of: date | None
    is_whole: bool = Field(description="false: the list goes on")
    names: list[str]


class Recommendation(Schema):
    """What follows from a figure that is below its limit."""

    code: str
    figure: str
    value: float
    below: float
    unit: str
    text: Words


class Report(Schema):
    """The executive summary of a year."""

    report: str
    year: int = Field(description="Of the Buddhist era")
    year_ce: int
    title: Words
    as_of: date
    source: Words
    is_live: bool = Field(description="Whether these are the figures of now")
    compared_with: ComparedYear | None
    figures: list[ReportFigure]
    publishers: Publishers
    recommendations: list[Recommendation]
    guideline: dict[str, object] = Field(description="The guideline's own words, by chapter")
