"""Connections to an agency's databases: keep one, ask for a survey over it, remove it."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from django.conf import settings
from django.db import transaction

from odms.errors import Conflict, Invalid
from odms.inventory.models import Connection, Survey
from odms.inventory.rules import DATABASES
from odms.inventory.sealing import seal, unseal
from odms.inventory.signals import survey_waiting
from odms.ledger import actions as ledger
from odms.ledger.rules import Actor, Subject
from odms.outward.databases import Address, check_address
from odms.people.models import Agency, User
from odms.people.queries import actor_of, check_by


@transaction.atomic
def keep_connection(
    *,
    by: User | Actor,
    agency: Agency,
    name: str,
    kind: str,
    database: str,
    at: datetime,
    host: str = "",
    port: int | None = None,
    user_name: str = "",
    secret: str = "",
    schemas: Sequence[str] = (),
    is_nightly: bool = False,
) -> Connection:
    """Keep how a database is reached, its secret sealed; without a secret it is asked each time.

    The same name again takes the place of the first. Raises Invalid for an address that may not be
    surveyed and for a nightly survey without a secret.
    """
    check_by(by, "inventory.edit", agency.id)
    _check(name, kind, database)
    if is_nightly and not secret and kind != "sqlite":
        raise Invalid("inventory.nightly_needs_secret", item="secret")
    check_address(Address(kind, database, host), settings.SURVEY_HOSTS)
    said = {
        "kind": kind,
        "host": host.strip(),
        "port": port,
        "database": database.strip(),
        "user_name": user_name.strip(),
        "sealed_secret": seal(secret),
        "schemas": list(schemas),
        "is_nightly": is_nightly,
    }
    connection, _ = Connection.objects.update_or_create(
        agency=agency,
        name=name.strip(),
        defaults=said,
        create_defaults=said | {"created_at": at},
    )
    _record(by, "inventory.connection-kept", connection, at)
    return connection


@transaction.atomic
def remove_connection(*, by: User | Actor, connection: Connection, at: datetime) -> None:
    """Forget how a database is reached, and its secret; entries and surveys stay."""
    check_by(by, "inventory.edit", connection.agency_id)
    _record(by, "inventory.connection-removed", connection, at)
    connection.delete()


@transaction.atomic
def ask_survey(
    *, by: User | Actor, connection: Connection, at: datetime, secret: str = ""
) -> Survey:
    """Have a database surveyed by the queue. `secret` is for a connection that keeps none.

    Raises Conflict while another survey of it is under way.
    """
    survey = begin_survey(by=by, connection=connection, at=at)
    news = {"survey_id": survey.id, "sealed_secret": seal(secret)}
    transaction.on_commit(partial(survey_waiting.send, Survey, **news))
    return survey


@transaction.atomic
def begin_survey(*, by: User | Actor, connection: Connection, at: datetime) -> Survey:
    """A survey that waits, and is announced to nobody. Raises Conflict as `ask_survey` does."""
    check_by(by, "inventory.edit", connection.agency_id)
    ledger.take_turn()
    if connection.surveys.filter(state__in=("waiting", "running")).exists():
        raise Conflict("inventory.survey_under_way", name=connection.name)
    return Survey.objects.create(
        agency_id=connection.agency_id,
        way="database",
        source=connection.name,
        connection=connection,
        by=by if isinstance(by, User) else None,
        state="waiting",
        at=at,
    )


def address_of(connection: Connection, sealed_secret: str = "") -> Address:
    """Where the database is, its secret in clear; for the moment of connecting alone."""
    return Address(
        kind=connection.kind,
        database=connection.database,
        host=connection.host,
        port=connection.port,
        user=connection.user_name,
        secret=unseal(sealed_secret or connection.sealed_secret),
    )


def _check(name: str, kind: str, database: str) -> None:
    if kind not in DATABASES:
        raise Invalid(
            "inventory.unknown_database", item="kind", kind=kind, known=", ".join(DATABASES)
        )
    for item, text in (("name", name), ("database", database)):
        if not text.strip():
            raise Invalid("inventory.connection_incomplete", item=item)


def _record(by: User | Actor, verb: str, connection: Connection, at: datetime) -> None:
    ledger.record(
        by=actor_of(by),
        verb=verb,
        subject=Subject("connection", connection.id),
        at=at,
        agency_id=connection.agency_id,
        facts={
            "name": connection.name,
            "kind": connection.kind,
            "host": connection.host,
            "database": connection.database,
            "user": connection.user_name,
            "keeps_secret": bool(connection.sealed_secret),
            "is_nightly": connection.is_nightly,
        },
    )
