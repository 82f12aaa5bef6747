"""The shapes of the balance of supply and demand."""

from datetime import date

from ninja import Field, Schema

from odms.api.schemas import AgencyBrief, Words


class Standing(Schema):
    """How a theme, an agency or a province stands: shares of the whole, from 0 to 1."""

    code: str
    name: Words
    supply: float
    demand: float
    gap: float = Field(description="Share of demand less share of supply")
    band: str = Field(description="under, even, over or none")
    counts: dict[str, float] = Field(description="What was counted of each part")
    parts: dict[str, float] = Field(description="The share of each part")


class Part(Schema):
    """A part of supply or demand, and how much it counts."""

    code: str
    side: str
    weight: float
    th: str
    en: str


class Balance(Schema):
    """The balance of a day, the least served first."""

    by: str
    day: date | None
    days: list[date] = Field(description="Days that can be asked for")
    parts: list[Part]
    standings: list[Standing]


class Serving(Schema):
    """An entry of an inventory that could serve a wish."""

    id: str
    title: Words
    agency: AgencyBrief
    covers: float = Field(description="The part of the words that its title names")


class Wanted(Schema):
    """What is wanted: similar words together."""

    words: str
    also: list[str]
    theme: str
    weight: int
    n_searches: int
    n_requests: int
    n_votes: int
    requests: list[str] = Field(description="Identifiers of open requests")
    entries: list[Serving]
