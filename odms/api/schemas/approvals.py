"""The shapes of approvals, standing orders and orders to destroy."""

from datetime import date, datetime
from typing import Any

from ninja import Field, Schema


class Flag(Schema):
    """Something risky about a case."""

    code: str
    severity: str = Field(description="error or warning")
    messages: dict[str, str] = Field(description="The sentence by language")


class Waiting(Schema):
    """A case before the approvers."""

    id: str
    number: int
    dataset: str = Field(description="Slug of the dataset")
    agency: str = Field(description="Slug of the agency")
    title: dict[str, str]
    kind: str = Field(description="first, update or words")
    rule: str = Field(description="Code of the rule of approval")
    n_approvers: int = Field(description="How many people must approve it")
    submitted_by: str
    submitted_at: datetime
    flags: list[Flag] = Field(description="None: it can be approved together with others")
    revision: int = Field(description="Changes with whatever is done to the case")


class Named(Schema):
    """A case to approve, as it was seen."""

    id: str
    revision: int | None = Field(None, description="Refused where something happened since")


class Approval(Schema):
    """Cases to approve together."""

    cases: list[Named]
    order_number: str = Field("", description="Number of the order; empty: the agency's next")


class Left(Schema):
    """A case that was left as it is, and why."""

    id: str
    number: int
    code: str
    messages: dict[str, str]


class Together(Schema):
    """What became of the cases."""

    approved: list[str] = Field(description="Identifiers of the approved")
    left: list[Left]


class Order(Schema):
    """An approver's order for updates in which nothing flagged changed."""

    id: str
    dataset: str
    agency: str
    given_by: str
    given_at: datetime
    reason: str
    stewards: list[str] = Field(description="Names of those who may deliver")
    tokens: list[str] = Field(description="Identifiers of the tokens that may deliver")
    way: str = Field(description="web, api or cli; empty: any")
    file_name: str = Field(description="Pattern of the file name; empty: any")
    url: str = Field(description="Address, or its beginning with *; empty: any")
    shape: dict[str, Any] = Field(description="Columns of each table: name and type")
    most_changed: int = Field(description="Percent of the former rows that may change or go")
    most_shrunk: int = Field(description="Percent by which the number of rows may fall")
    expires_date: date
    revoked_by: str | None
    revoked_at: datetime | None
    revoked_reason: str


class Revocation(Schema):
    """Why a standing order ends."""

    reason: str


class Destruction(Schema):
    """An order of two people to destroy what leaked."""

    id: str
    agency: str
    leaked: str
    reason: str
    deliveries: list[str]
    releases: list[str]
    ordered_by: str
    ordered_at: datetime
    confirmed_by: str | None
    confirmed_at: datetime | None
    cancelled_at: datetime | None
    done_at: datetime | None
    blobs: list[dict[str, Any]] = Field(description="Hash and size of the bytes that went")
    shared: list[dict[str, Any]] = Field(
        description="Of those that stay: another delivery has them"
    )
