"""Delivered tables held against the schema of their dataset; schemas that releases prove."""

import json
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import duckdb

from odms.catalogue import queries as catalogue
from odms.catalogue.models import Release
from odms.engine.grid import GridFinding
from odms.engine.inspection import Finding, told
from odms.engine.schema import Held, Hint, Schema, Words, code_lists, infer, table_schema, validate
from odms.engine.schema.code_lists import Reference
from odms.intake import queries as intake
from odms.lake.protection.plan import Protection
from odms.lake.protection.work import Work, bench, parquet
from odms.lake.texts import named, texts
from odms.publication import protecting

if TYPE_CHECKING:
    from odms.publication.models import Case

# chosen tables of the same delivery by their slug: the version, and how it is protected
Siblings = Mapping[str, tuple[str, Protection]]


def key_of(schema: Schema | None) -> tuple[str, ...]:
    """By what rows of a table are told apart, if its schema says."""
    return schema.primary_key if schema else ()


def breaches(
    case: "Case", table_key: str, protection: Protection, schema: Schema, siblings: Siblings
) -> list[Finding]:
    """What the plan leaves of a delivered table, held against a schema. Foreign keys may name its
    siblings by their slug, published tables as `dataset/table`, and code lists.

    Versions never change, so the answer is kept beside the delivered one.
    """
    named_by = {key.resource for key in schema.foreign_keys}
    published = {name: found for name in named_by if (found := _published(name))}
    document = json.dumps(table_schema.write(schema), sort_keys=True)
    asked = (
        document,
        protection,
        protecting.key_of(case),
        sorted((name, siblings[name]) for name in named_by if name in siblings),
        sorted((name, release.table_key) for name, release in published.items()),
    )
    found = protecting.kept(
        table_key,
        "breaches",
        asked,
        lambda: _breaches(case, table_key, protection, schema, siblings, published),
    )
    return [
        told(GridFinding(one["code"], one["row"], one["n"], one["facts"]), one["column"])
        for one in found
    ]


def proposed_schema(table_key: str, columns: list[dict[str, Any]]) -> Schema:
    """The schema that a release proves; `columns` as it has them."""
    lake = intake.lake()
    with bench() as db:
        work = Work(db, parquet(lake.table_path(table_key)))
        seen = texts(work, lake.profile(table_key))
        hints = {column["name"]: _hint(column) for column in columns}
        held = Held(seen.query, seen.names, len(seen.names), seen.typed)
        found = infer(held, [hints[name] for name in seen.names], db, is_lasting=True)
    # columns that came are drift, told against the last release
    return replace(found, fields_match="subset")


def _hint(column: dict[str, Any]) -> Hint:
    return Hint(
        name=column["name"],
        type=column["type"],
        meaning=column["meaning"],
        unit=column["unit"],
        title=Words(column["label_th"], column["label_en"]),
        description=Words(column["description_th"], column["description_en"]),
    )


def _breaches(
    case: "Case",
    table_key: str,
    protection: Protection,
    schema: Schema,
    siblings: Siblings,
    published: Mapping[str, Release],
) -> list[dict[str, Any]]:
    with bench() as db, ExitStack() as opened:
        find = _finder(case, siblings, published, db, opened)
        work, profile = opened.enter_context(protecting.on_bench(case, table_key, protection, db))
        seen = texts(work, profile)
        held = Held(seen.query, seen.names, len(seen.names))
        return [
            {
                "code": one.code,
                "column": one.field,
                "row": one.row,
                "n": one.n,
                "facts": one.sentence_facts,
            }
            for one in validate(held, schema, db, find=find)
        ]


def _finder(
    case: "Case",
    siblings: Siblings,
    published: Mapping[str, Release],
    db: duckdb.DuckDBPyConnection,
    opened: ExitStack,
) -> Callable[[str], Reference | None]:
    """What knows the tables that foreign keys name."""

    def find(resource: str) -> Reference | None:
        if resource in siblings:
            on_bench = protecting.on_bench(case, *siblings[resource], db)
            return _as_reference(*opened.enter_context(on_bench))
        if resource in published:
            key = published[resource].table_key
            work = Work(db, parquet(intake.lake().table_path(key)))
            return _as_reference(work, intake.lake().profile(key))
        return code_lists.find(resource)

    return find


def _as_reference(work: Work, profile: Mapping[str, Any]) -> Reference:
    seen = texts(work, profile)
    return Reference(named(seen.query, seen.names), seen.names)


def _published(resource: str) -> Release | None:
    """The current release of a published table that is named `dataset/table`."""
    dataset, _, table = resource.partition("/")
    found = catalogue.list_by_slugs([dataset]) if table else []
    tables = catalogue.list_tables(found[0]) if found else []
    return next((one.current for one in tables if one.slug == table), None)
