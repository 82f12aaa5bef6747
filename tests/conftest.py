"""A centre for the tests: a home in a temporary folder, on SQLite or on the servers that are named.

`ODMS_TEST_POSTGRES_URL` and `ODMS_TEST_REDIS_URL` put database and queue on those; each process has
a database of its own. Nobody works on the queue: a test calls the work itself.
"""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from django.conf import settings as django_settings

if django_settings.configured:
    pytest.exit("unset DJANGO_SETTINGS_MODULE: the tests make a home of their own", returncode=4)

HOME = Path(tempfile.mkdtemp(prefix="odms-test-"))

# how long an example takes says more of what else the machine does than of the code
hypothesis.settings.register_profile(
    "house", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("house")

# Django reads its settings after this file, and once
os.environ["ODMS_HOME"] = str(HOME)
os.environ["ODMS_DATABASE_URL"] = os.environ.get("ODMS_TEST_POSTGRES_URL", "")
os.environ["ODMS_REDIS_URL"] = os.environ.get("ODMS_TEST_REDIS_URL", "")
os.environ["DJANGO_SETTINGS_MODULE"] = "odms.config.settings"


def pytest_configure(config: pytest.Config) -> None:
    from django.conf import settings

    # pages name their files as they are: the hashed names are made when a centre is served
    settings.STORAGES["staticfiles"]["BACKEND"] = (
        "django.contrib.staticfiles.storage.StaticFilesStorage"
    )
    Path(settings.STATIC_ROOT).mkdir(exist_ok=True)
    _hash_passwords_fast()
    if config.getoption("numprocesses", None):
        # the processes that share the work inherit this environment, and each makes its own home
        del os.environ["DJANGO_SETTINGS_MODULE"]


def _hash_passwords_fast() -> None:
    """The same hasher at its least cost: a quarter of a second a password is for guessers."""
    from django.contrib.auth.hashers import Argon2PasswordHasher

    Argon2PasswordHasher.time_cost = 1
    Argon2PasswordHasher.memory_cost = 8
    Argon2PasswordHasher.parallelism = 1


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Tests of a file share a process, and all journeys do, for they share a served centre.

    Files come in the order of their names: the journeys, which take longest, would be last if
    those of many tests came first.
    """
    from xdist.scheduler import LoadFileScheduling

    config.option.loadscopereorder = False

    class ByFile(LoadFileScheduling):  # type: ignore[misc]
        def _split_scope(self, nodeid: str) -> str:
            file: str = super()._split_scope(nodeid)
            return "tests/journeys" if file.startswith("tests/journeys/") else file

    return ByFile(config, log)


def pytest_unconfigure() -> None:
    shutil.rmtree(HOME, ignore_errors=True)


@pytest.fixture(scope="session")
def django_db_modify_db_settings() -> None:
    """A database of this process: a file, for threads do not share one in memory."""
    from django.conf import settings

    database = settings.DATABASES["default"]
    is_file = database["ENGINE"].endswith("sqlite3")
    name = str(HOME / "test.db") if is_file else f"odms_test_{os.getpid()}"
    database.setdefault("TEST", {})["NAME"] = name


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """Tests with real transactions empty the tables at their end; the ledger must let them."""
    from django.db import connection
    from django.test import TransactionTestCase

    from odms.ledger import append_only

    flush = TransactionTestCase._fixture_teardown

    def emptied(self: TransactionTestCase) -> None:
        append_only.remove(connection)
        flush(self)
        append_only.install(connection)

    TransactionTestCase._fixture_teardown = emptied


@pytest.fixture
def committed(django_capture_on_commit_callbacks: Callable[..., Any]) -> Callable[[], Any]:
    """`with committed():` what waits for the commit happens at the end of the block."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


@pytest.fixture
def centre(db: None) -> Iterator[Any]:
    """Two agencies with their people: `factories.centre.Centre`."""
    from factories.centre import build

    yield build()
