"""A schema after the columns of its table changed: what a person decided stays where it can."""

from dataclasses import replace

from odms.engine.schema.model import Field, Schema


def follow(schema: Schema, proposed: Schema) -> Schema:
    """The schema for a table that now proves `proposed`: fields that are gone go, new ones come as
    proposed, one of another type is taken anew under its old words. Keys lose what lost a field."""
    known = {one.name: one for one in schema.fields}
    fields = tuple(_merged(known.get(one.name), one) for one in proposed.fields)
    names = {one.name for one in fields}
    keys = schema.primary_key if set(schema.primary_key) <= names else ()
    return replace(
        schema,
        fields=fields,
        primary_key=keys,
        unique_keys=tuple(key for key in schema.unique_keys if set(key) <= names),
        foreign_keys=tuple(key for key in schema.foreign_keys if set(key.fields) <= names),
    )


def _merged(known: Field | None, proposed: Field) -> Field:
    if known is None:
        return proposed
    if known.type == proposed.type:
        return known
    return replace(proposed, title=known.title, description=known.description, unit=known.unit)
