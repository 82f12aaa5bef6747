"""The shapes of questions in SQL and of their answers."""

from typing import Any, Literal

from ninja import Field, Schema


class Question(Schema):
    """One SELECT over published tables."""

    sql: str = Field(
        description=(
            "The SELECT, in the dialect of DuckDB; a table is `agency.dataset`, "
            '`agency."dataset/table"` or `"id of a distribution"`'
        )
    )
    format: Literal["json", "csv", "arrow", "parquet"] = Field(
        "json", description="Form of the answer; arrow is an Arrow IPC stream"
    )


class AnswerColumn(Schema):
    """A column of an answer."""

    name: str
    type: str = Field(description="Its SQL type")


class Source(Schema):
    """A table that was asked, to be named where the answer is used."""

    table: str
    dataset: str = Field(description="The dataset's page")
    release: int
    licence: str


class SqlAnswer(Schema):
    """The answer in JSON; in other formats it is the table alone."""

    columns: list[AnswerColumn]
    n_rows: int
    truncated: str = Field(
        description="rows or size: the limit after which the rest was left out; else empty"
    )
    sources: list[Source]
    rows: list[dict[str, Any]]
