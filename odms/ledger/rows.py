"""Writing many rows at once, of any room: one statement, prepared once, run for each row.

Django's `bulk_create` asks each field of each row five times over how it is to be written, and makes
a statement of thousands of places that the database reads anew; where whole catalogues are taken up
that is most of the time.
"""

import gc
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from operator import attrgetter
from typing import Any, TypeAlias

import orjson
from django.db import connection, transaction
from django.db.models import AutoField, Field, ForeignKey, JSONField, Model
from django.db.models import fields as kinds

# what the drivers take as the rows have it
_PLAIN = (
    kinds.CharField,
    kinds.TextField,
    kinds.IntegerField,
    kinds.FloatField,
    kinds.BooleanField,
)

AnyField: TypeAlias = "Field[Any, Any]"
Change = Callable[[Any], Any]


def insert(rows: Sequence[Model]) -> None:
    """Write new rows of one table. Raises IntegrityError where one breaks a rule of the table."""
    _write(rows, "")


def put(rows: Sequence[Model], *, unique: Collection[str], update: Collection[str]) -> None:
    """Write rows of one table; where there is one with the same `unique` fields, these fields of it
    are written over."""
    if not rows:
        return
    field = rows[0]._meta.get_field
    target = ", ".join(_quoted(field(name)) for name in unique)
    names = [_quoted(field(name)) for name in update]
    said = ", ".join(f"{name} = EXCLUDED.{name}" for name in names)
    _write(rows, f"ON CONFLICT ({target}) DO UPDATE SET {said}")


def insert_missing(
    model: type[Model], names: Sequence[str], values: Iterable[tuple[Any, ...]]
) -> None:
    """Write rows of which these columns are told and the others have their defaults, but for those
    that break a rule of the table: whoever was there before stays."""
    fields = model._meta.concrete_fields
    told = [field for name in names for field in fields if field.attname == name]
    others = [field for field in fields if field not in told and not isinstance(field, AutoField)]
    given = [field.get_default for field in others]
    rows = ((*row, *(default() for default in given)) for row in values)
    _run(model, [*told, *others], rows, "ON CONFLICT DO NOTHING")


@contextmanager
def uncollected() -> Iterator[None]:
    """Without the collector of cycles, which looks at thousands of rows again and again to find next
    to none: a quarter of the time. For work on many in parts."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _write(rows: Sequence[Model], conflict: str) -> None:
    if not rows:
        return
    first = rows[0]
    fields = [one for one in first._meta.concrete_fields if not _is_given(one, first)]
    values = attrgetter(*(one.attname for one in fields))
    _run(type(first), fields, map(values, rows), conflict)


def _run(
    model: type[Model],
    fields: Sequence[AnyField],
    rows: Iterable[tuple[Any, ...]],
    conflict: str,
) -> None:
    table = connection.ops.quote_name(model._meta.db_table)
    columns = ", ".join(map(_quoted, fields))
    places = ", ".join(["%s"] * len(fields))
    changes = [(n, change) for n, one in enumerate(fields) if (change := _change(one))]
    statement = f"INSERT INTO {table} ({columns}) VALUES ({places}) {conflict}"  # noqa: S608, our names
    with transaction.atomic(savepoint=False), connection.cursor() as cursor:
        cursor.executemany(statement, [_changed(row, changes) for row in rows])


def _is_given(field: AnyField, row: Model) -> bool:
    """Whether the database gives this field its value."""
    return isinstance(field, AutoField) and getattr(row, field.attname) is None


def _changed(row: tuple[Any, ...], changes: list[tuple[int, Change]]) -> list[Any]:
    told = list(row)
    for n, change in changes:
        told[n] = change(told[n])
    return told


def _quoted(field: Any) -> str:
    return connection.ops.quote_name(field.column)


def _change(field: Any) -> Change | None:
    """How a value is made what the driver takes; None where it is that already."""
    if isinstance(field, ForeignKey):
        return _change(field.target_field)
    if isinstance(field, JSONField):
        return _as_json
    if isinstance(field, _PLAIN):
        return None
    if isinstance(field, kinds.DateField):
        return _remembered(lambda value: field.get_db_prep_save(value, connection))
    return lambda value: field.get_db_prep_save(value, connection)


def _remembered(change: Change) -> Change:
    """The same, asked once for each value: most moments of many rows are one."""
    known: dict[Any, Any] = {}

    def changed(value: Any) -> Any:
        if value not in known:
            known[value] = change(value)
        return known[value]

    return changed


def _as_json(value: Any) -> Any:
    if value is None or connection.vendor == "sqlite":
        return None if value is None else orjson.dumps(value).decode()
    from psycopg.types.json import Jsonb

    return Jsonb(value, dumps=orjson.dumps)
