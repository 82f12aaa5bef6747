"""A child for the tests of the sandbox: each deed passes one of its limits."""

import os
import socket
import subprocess
import time
from pathlib import Path
from typing import Any

from odms.engine.errors import Damaged
from odms.engine.sandbox import main


def allocate() -> None:
    [bytearray(1 << 26) for _ in range(1_000)]


def allocate_in_duckdb() -> None:
    import duckdb

    duckdb.sql("SELECT max(repeat('x', 4_000_000_000)) FROM range(3)").fetchall()


def loop() -> None:
    while True:
        pass


def sleep() -> None:
    time.sleep(600)


def write() -> None:
    with Path("long").open("wb") as out:
        while True:
            out.write(bytes(1 << 20))


def open_socket() -> None:
    socket.create_connection(("127.0.0.1", 9), timeout=2)


def start_process() -> None:
    subprocess.run(["true"], check=True)


def crash() -> None:
    os.abort()


def refuse() -> None:
    raise Damaged("engine.damaged", kind="ตาราง")


def environment() -> dict[str, str]:
    return dict(os.environ)


def _do(job: dict[str, Any]) -> dict[str, Any]:
    return {"told": globals()[job["deed"]]()}


if __name__ == "__main__":
    main(_do)
