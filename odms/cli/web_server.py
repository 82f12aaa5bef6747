"""The web server's process: granian with the WSGI application. Run by `odms serve`."""

import os
import sys
from collections.abc import Callable
from functools import partial
from typing import Any

from odms.cli.supervision import die_with

N_PROCESSES = 2
N_THREADS = 6  # of each process; they wait for disks and DuckDB more than they compute


def run(host: str, port: int) -> None:
    """Serve until told to stop."""
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    Granian(
        "odms.config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=N_PROCESSES,
        blocking_threads=N_THREADS,
        backlog=512,
        respawn_failed_workers=True,
        workers_kill_timeout=10,
        log_level=LogLevels.error,
    ).serve(target_loader=partial(_application, os.getpid()), wrap_loader=False)


def _application(server: int) -> Callable[..., Any]:
    """The application, in a process that does not outlive the server's."""
    die_with(server)
    from odms.config.wsgi import application

    return application


if __name__ == "__main__":
    run(sys.argv[1], int(sys.argv[2]))
