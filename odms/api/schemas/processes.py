"""The shapes of the sixteen processes."""

from datetime import date, datetime
from typing import Any

from ninja import Field, Schema

from odms.api.schemas import Words


class Process(Schema):
    """A process as the framework declares it."""

    code: str
    number: int
    level: str = Field(description="agency or dataset: for what it is answered")
    name: Words
    short: Words
    needs: list[str] = Field(description="Processes that it stands on")
    gate: str = Field(description="The deed upon a case at which it must hold; empty: none")
    sees: Words = Field(description="What the system computes it from")
    asks: Words = Field(description="What only a person can say")
    declares: list[str] = Field(description="Parts that may declare it")
    verifies: list[str] = Field(description="Parts that may verify it; none: the system does")
    review_months: int = Field(description="After how many months it is to be declared again")


class ProcessComputed(Schema):
    """What the system computed of a process."""

    answer: str = Field(description="yes, partly, no or none: not asked")
    code: str = Field(description="Code of the sentence")
    have: int
    of: int
    facts: dict[str, Any]
    says: Words
    at: datetime = Field(description="Since when it is so")
    hash: str


class ProcessAnswer(Schema):
    """What a person said of a process."""

    answer: str = Field(description="yes, partly, no or none: not asked")
    facts: dict[str, Any]
    note: str
    url: str
    by: str
    at: datetime
    review_date: date = Field(description="When it is to be said again")
    hash: str


class ProcessEvidence(Schema):
    """Figures that a room of the centre handed in."""

    source: str
    figures: dict[str, Any]
    by: str
    at: datetime
    hash: str


class ProcessStanding(Schema):
    """How a process stands: three answers kept apart, and the evidence."""

    code: str
    number: int
    state: str = Field(description="done, partly, said, missing or none")
    is_inherited: bool = Field(description="Answered once for the agency")
    computed: ProcessComputed | None
    declared: ProcessAnswer | None = Field(description="For the agency's own people; else null")
    verified: ProcessAnswer | None = Field(description="For the agency's own people; else null")
    evidence: list[ProcessEvidence] = Field(description="For the agency's own people; else empty")


class NewAnswer(Schema):
    """What somebody says of a process."""

    answer: str = Field(description="yes, partly, no or none: not asked")
    note: str = ""
    url: str = Field("", description="The address of an order, a report or minutes")


class LedgerHead(Schema):
    """Where the ledger ends, and the centre's public key."""

    seq: int
    hash: str
    public_key: str = Field(description="Ed25519, 32 bytes in hex")
