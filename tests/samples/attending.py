"""Children for the tests of the pool: what they are asked names the deed."""

import os
import socket
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from odms.engine.errors import Damaged
from odms.engine.pool import serve


class Attendant:
    """Remembers how often it was asked, and how often it rested."""

    def __init__(self) -> None:
        self.n_asked = self.n_rested = 0

    def answer(self, question: dict[str, Any]) -> dict[str, Any]:
        self.n_asked += 1
        match question["deed"]:
            case "tell":
                return {"pid": os.getpid(), "n_asked": self.n_asked, "n_rested": self.n_rested}
            case "print":
                print("said aloud")
                os.write(1, b"and louder\n")
            case "sleep":
                time.sleep(60)
            case "allocate":
                bytearray(4 << 30)
            case "crash":
                os.abort()
            case "refuse":
                raise Damaged("engine.damaged", kind="ตาราง")
            case "fault":
                raise ValueError("a mistake of ours")
            case "read":
                return {"found": _try(lambda: Path(question["path"]).read_bytes()[:4].hex())}
            case "write":
                return {"found": _try(lambda: Path(question["path"]).write_bytes(b"1"))}
            case "list":
                return {"found": _try(lambda: len(list(Path(question["path"]).iterdir())))}
            case "open_socket":
                socket.create_connection(("127.0.0.1", 9), timeout=2)
        return {}

    def rest(self) -> None:
        self.n_rested += 1


def _try(deed: Callable[[], Any]) -> Any:
    """What a deed gives, or the name of the error."""
    try:
        return deed()
    except OSError as error:
        return type(error).__name__


if __name__ == "__main__":
    serve(Attendant)
