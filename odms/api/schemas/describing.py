"""The shapes of suggestions and data dictionaries."""

from typing import Any

from ninja import Field, Schema

from odms.api.schemas import Words


class Suggestion(Schema):
    """A value that the file suggests for an empty item."""

    item: str = Field(description="Field of the record")
    values: dict[str, Any] = Field(description="Values by field, as a record takes them")
    why: Words = Field(description="How it was derived")


class Column(Schema):
    """A column of a published table."""

    table: str
    column: str
    type: str
    label_th: str
    label_en: str
    description_th: str
    description_en: str
    unit: str
    meaning: str = Field(description="Code of what its values are; empty where it is not known")


class Used(Schema):
    """A column whose values belong to a standard list."""

    table: int
    column: str
    list: str
    label: Words


class Uncoded(Schema):
    """A column that names places without their codes."""

    table: int
    column: str
    meaning: str
    step: dict[str, Any] = Field(description="The step of a recipe that adds the codes")


class Reference(Schema):
    """Formats and code lists."""

    level: int = Field(description="Stars of openness, 0 to 5")
    used: list[Used]
    uncoded: list[Uncoded]
