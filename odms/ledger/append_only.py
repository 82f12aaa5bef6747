"""Triggers by which the database itself refuses to change or delete an entry of the ledger.

Used by a migration. Whoever restores a backup or empties a test database takes them off first
and puts them back.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

_TABLE = "ledger_entry"

_INSTALL = {
    "sqlite": [
        f"""
        CREATE TRIGGER IF NOT EXISTS ledger_no_{deed} BEFORE {deed} ON {_TABLE}
        BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END
        """
        for deed in ("update", "delete")
    ],
    "postgresql": [
        """
        CREATE OR REPLACE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'the ledger is append-only'; END $$
        """,
        *(
            f"""
            CREATE OR REPLACE TRIGGER ledger_no_{deed} BEFORE {deed} ON {_TABLE}
            FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse()
            """
            for deed in ("update", "delete", "truncate")
        ),
    ],
}

_REMOVE = {
    "sqlite": [f"DROP TRIGGER IF EXISTS ledger_no_{deed}" for deed in ("update", "delete")],
    "postgresql": [
        f"DROP TRIGGER IF EXISTS ledger_no_{deed} ON {_TABLE}"
        for deed in ("update", "delete", "truncate")
    ],
}


def install(connection: "BaseDatabaseWrapper") -> None:
    """Make the ledger append-only in this database."""
    _run(connection, _INSTALL[connection.vendor])


def remove(connection: "BaseDatabaseWrapper") -> None:
    """Let the ledger be emptied; only for a restore or a test database."""
    _run(connection, _REMOVE[connection.vendor])


def _run(connection: "BaseDatabaseWrapper", statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
