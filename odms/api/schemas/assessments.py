"""The shapes of frameworks, their answers, and cycles."""

from datetime import date, datetime
from typing import Any

from ninja import Field, Schema

from odms.api.schemas import Words


class FrameworkHead(Schema):
    """A framework without its questions."""

    code: str
    edition: str
    title: Words
    source: Words
    url: str
    licence: str
    subjects: list[str] = Field(description="centre, agency, dataset, users: whom it assesses")
    scoring: str = Field(description="points, means or datasets")
    of: float = Field(description="A whole score")
    n_questions: int
    n_computed: int = Field(description="Questions that the system can answer itself")
    note: Words | None = Field(description="How it is scored")
    unverified: Words | None = Field(description="What of it is not verified")


class Framework(FrameworkHead):
    """A framework with all that it asks."""

    bands: list[dict[str, Any]]
    groups: list[dict[str, Any]] = Field(description="Groups of questions, or of groups")


class Mark(Schema):
    """What answers come to."""

    framework: str
    points: float | None
    of: float
    band: str
    n_answered: int
    n_questions: int
    groups: list[dict[str, Any]]


class Marks(Schema):
    """The marks by each side, and by what counts of them: verified, else computed, else declared."""

    declared: Mark
    computed: Mark
    verified: Mark
    in_force: Mark


class SideAnswer(Schema):
    """One of the three answers to a question."""

    value: Any = Field(description="yes, partly, no, none; a share; a number; a text")
    says: Words | None = Field(None, description="What the system saw, with its figures")
    note: str = ""
    url: str = Field("", description="Evidence: a link")
    file_name: str = ""
    file_sha256: str = Field("", description="Evidence: the hash of a file")
    function: str = Field("", description="What computed it")
    at: datetime | None = None
    hash: str = ""


class QuestionAnswers(Schema):
    """A question with its three answers, kept apart."""

    question: str
    asks: Words
    kind: str
    points: float
    is_unverified: bool
    is_apart: bool = Field(description="Declared and computed are not the same")
    is_outdated: bool = Field(description="What was verified judges an earlier answer")
    declared: SideAnswer | None
    computed: SideAnswer | None
    verified: SideAnswer | None


class Assessment(Schema):
    """A subject in a framework: its answers and what they come to."""

    framework: str
    unverified: Words | None
    answers: list[QuestionAnswers]
    marks: Marks


class CycleHead(Schema):
    """A cycle of assessment."""

    code: str
    title: Words
    frameworks: list[str]
    state: str = Field(description="open, declaring, reviewing, appealing, closed, published")
    is_reported: bool = Field(description="The baseline, as it was printed")
    surveyed_on: date | None
    declare_until: date | None
    review_until: date | None
    appeal_until: date | None
    closed_at: datetime | None
    published_at: datetime | None
    hash: str = Field(description="Over all that was frozen; empty before")


class Cycle(CycleHead):
    """A cycle with its status chapter."""

    status: dict[str, Any] = Field(description="Agencies, enablers, processes, satisfaction")


class CycleParticipant(Schema):
    """Who takes part in a cycle, and what it came to."""

    name: str
    agency: str | None = Field(description="Slug; null for one known by its name alone")
    kind: str
    is_publishing: bool | None
    points: dict[str, float | None] = Field(description="By framework")
    hash: str


class FrozenResults(Schema):
    """What an agency came to in a cycle, as it was frozen."""

    agency: str
    name: str
    kind: str
    is_publishing: bool | None
    results: dict[str, dict[str, Any]] = Field(
        description="By framework: answers by question and side, and marks by side"
    )
    peer_median: dict[str, float | None] = Field(description="By framework, of the same kind")
    hash: str = Field(description="Over the whole of it, names included")


class NewAnswers(Schema):
    """What an agency declares: a value by question."""

    framework: str
    answers: dict[str, Any] = Field(description="By question: {value, note, url, file_sha256}")
