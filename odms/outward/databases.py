"""Databases of agencies: connected to for reading alone, on hosts that the operator named.

Databases stand in private networks, which the guard of the web never enters; so each host, network
or folder (of SQLite files) must be named. SQLAlchemy and its drivers are the extra `survey`.
"""

import ipaddress
import re
import socket
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from odms.errors import Conflict, Invalid, Unreadable

if TYPE_CHECKING:
    import sqlalchemy

CONNECT_TIMEOUT_S = 10
STATEMENT_TIMEOUT_S = 20

# kind: SQLAlchemy's name of dialect and driver, and the port that it listens at
DRIVERS: dict[str, tuple[str, int]] = {
    "postgresql": ("postgresql+psycopg", 5432),
    "mariadb": ("mysql+pymysql", 3306),
    "sqlserver": ("mssql+pymssql", 1433),
    "sqlite": ("sqlite+pysqlite", 0),
}

# nothing that a driver would read as a socket's path or as several hosts
_HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.:_-]*[A-Za-z0-9])?")


@dataclass(frozen=True)
class Address:
    """Where a database is and who asks it; for SQLite `database` is the path of its file."""

    kind: str
    database: str
    host: str = ""
    port: int | None = None
    user: str = ""
    secret: str = field(default="", repr=False)


@contextmanager
def connected(
    address: Address, allowed: Sequence[str], *, statement_s: int = STATEMENT_TIMEOUT_S
) -> "Iterator[sqlalchemy.Connection]":
    """A connection that only reads, and on which a statement ends after `statement_s` seconds.

    `allowed` are host names, networks (10.1.0.0/16) and folders. Raises Invalid for an address that
    is not among them, Conflict where the driver is not installed, and Unreadable, with what the
    database said and without the secret, where it cannot be connected to.
    """
    place = _checked(address, allowed)
    engine = _engine(address, place, statement_s)
    try:
        with _telling(address), engine.connect() as connection:
            _only_reading(connection, address.kind, statement_s)
            yield connection
    finally:
        engine.dispose()


def check_address(address: Address, allowed: Sequence[str]) -> None:
    """Raise Invalid for an address that may not be connected to. Names are looked up."""
    _checked(address, allowed)


def _checked(address: Address, allowed: Sequence[str]) -> str:
    """What to connect to: the very address that was checked, a name that was named, or a file."""
    if address.kind == "sqlite":
        return _checked_file(address.database, allowed)
    host = address.host.strip()
    if not _HOST.fullmatch(host):
        raise Invalid("outward.wrong_host", item="host", host=host)
    if host.lower() in {word.lower() for word in allowed}:
        return host
    found = _addresses(host)
    networks = [network for word in allowed if (network := _network(word))]
    if found and all(any(one in network for network in networks) for one in found):
        return str(found[0])
    raise Invalid("outward.host_not_allowed", item="host", host=host)


def _addresses(host: str) -> list[Any]:
    try:
        told = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except OSError:
        return []
    texts = dict.fromkeys(str(entry[4][0]).partition("%")[0] for entry in told)
    return [ipaddress.ip_address(text) for text in texts]


def _network(word: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network | None:
    try:
        return ipaddress.ip_network(word)
    except ValueError:
        return None


def _checked_file(name: str, allowed: Sequence[str]) -> str:
    """The file, within a folder that was named, whatever links lead to it."""
    path = Path(name).resolve()
    folders = [Path(word).resolve() for word in allowed if word.startswith("/")]
    if not any(path.is_relative_to(folder) for folder in folders):
        raise Invalid("outward.file_not_allowed", item="database", name=name)
    if not path.is_file():
        raise Unreadable("outward.no_such_file", item="database", name=name)
    return str(path)


def _engine(address: Address, place: str, statement_s: int) -> "sqlalchemy.Engine":
    try:
        import sqlalchemy

        driver, port = DRIVERS[address.kind]
        if address.kind == "sqlite":
            url = sqlalchemy.URL.create(
                driver, database=f"file:{place}", query={"mode": "ro", "uri": "true"}
            )
        else:
            url = sqlalchemy.URL.create(
                driver,
                username=address.user or None,
                password=address.secret or None,
                host=place,
                port=address.port or port,
                database=address.database or None,
            )
        return sqlalchemy.create_engine(
            url,
            poolclass=sqlalchemy.NullPool,
            isolation_level="AUTOCOMMIT",
            hide_parameters=True,
            connect_args=_arguments(address.kind, statement_s),
        )
    except ImportError as missing:
        raise Conflict("outward.no_driver", kind=address.kind, module=missing.name) from missing


def _arguments(kind: str, statement_s: int) -> dict[str, Any]:
    match kind:
        case "postgresql":
            asked = f"-c default_transaction_read_only=on -c statement_timeout={statement_s}s"
            return {
                "connect_timeout": CONNECT_TIMEOUT_S,
                "options": f"{asked} -c lock_timeout=5s",
                "application_name": "odms survey",
            }
        case "mariadb":
            limits = {"read_timeout": statement_s + 10, "write_timeout": statement_s + 10}
            return {"connect_timeout": CONNECT_TIMEOUT_S, "local_infile": False} | limits
        case "sqlserver":
            limits = {"login_timeout": CONNECT_TIMEOUT_S, "timeout": statement_s}
            return limits | {"read_only": True, "appname": "odms survey"}
    return {"timeout": CONNECT_TIMEOUT_S}


def _only_reading(connection: "sqlalchemy.Connection", kind: str, statement_s: int) -> None:
    """What a session is told once it is there; SQL Server has no such word, its account must."""
    if kind == "mariadb":
        limit = (
            f"max_statement_time = {statement_s}"
            if getattr(connection.dialect, "is_mariadb", False)
            else f"max_execution_time = {statement_s * 1000}"
        )
        connection.exec_driver_sql("SET SESSION TRANSACTION READ ONLY")
        connection.exec_driver_sql(f"SET SESSION {limit}")
    if kind == "sqlite":
        connection.exec_driver_sql("PRAGMA query_only = ON")
        _end_late_statements(connection, statement_s)


def _end_late_statements(connection: "sqlalchemy.Connection", statement_s: int) -> None:
    """SQLite has no limit of time: it asks now and then whether to go on."""
    import sqlalchemy

    begun = [time.monotonic()]

    @sqlalchemy.event.listens_for(connection, "before_cursor_execute")
    def _begin(*_: Any) -> None:
        begun[0] = time.monotonic()

    raw: Any = connection.connection.dbapi_connection
    raw.set_progress_handler(lambda: time.monotonic() - begun[0] > statement_s, 100_000)


@contextmanager
def _telling(address: Address) -> Iterator[None]:
    """Turn the database's refusal into ours, without the secret."""
    import sqlalchemy

    try:
        yield
    except sqlalchemy.exc.DBAPIError as error:
        raise Unreadable("outward.database_refused", why=_why(error, address)) from None


def _why(error: Any, address: Address) -> str:
    said = str(error.orig).strip().splitlines() or [type(error.orig).__name__]
    text = said[0][:300]
    return text.replace(address.secret, "***") if address.secret else text
