"""Opening the centre for a command: its home, its tables, its themes; made where they are absent."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from odms.cli import speech
from odms.errors import Conflict

DEMONSTRATION = "demo.json"  # stands in the home of a demonstration centre that was built


@contextmanager
def opened() -> Iterator[None]:
    """The centre under ODMS_HOME, ready for use; refusals become a sentence and exit status 1."""
    with speech.refusing():
        open_centre()
        yield


def open_centre() -> None:
    """Set Django up, bring the database up to date, and enter what every centre has."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "odms.config.settings")
    import django

    with _usable():
        django.setup()
        with _alone(home() / "opening.lock"):
            if _is_behind():
                _bring_up_to_date()


def home() -> Path:
    """The folder that holds all the centre keeps."""
    from django.conf import settings

    path: Path = settings.HOME
    return path


def is_demonstration() -> bool:
    """Whether this home holds the demonstration centre, wholly built."""
    return (home() / DEMONSTRATION).exists()


def user(email: str) -> Any:
    """The user with this address; a command acts for whoever may read the centre's folder."""
    from odms.people import queries as people

    return people.get_user(email)


@contextmanager
def _usable() -> Iterator[None]:
    """Refuse a folder that cannot be written and a database that is not this program's."""
    from django.db import Error
    from django.db.migrations.exceptions import InconsistentMigrationHistory

    from odms.config import options

    try:
        yield
    except OSError as trouble:
        folder = options.text("ODMS_HOME")
        raise Conflict("cli.centre.home_unusable", home=folder, why=trouble.strerror) from trouble
    except (Error, InconsistentMigrationHistory) as trouble:
        why = str(trouble).strip().partition("\n")[0]
        raise Conflict("cli.centre.database_unusable", why=why) from trouble


def _is_behind() -> bool:
    """Whether tables are to be made or changed. Raises Conflict where a newer program made them."""
    from django.apps import apps
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    unknown = set(executor.loader.applied_migrations) - set(executor.loader.disk_migrations or ())
    if any(apps.get_app_config(label).name.startswith("odms.") for label, _ in unknown):
        raise Conflict("cli.centre.database_newer")
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _bring_up_to_date() -> None:
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Keep other commands of the same centre waiting while it is made."""
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
