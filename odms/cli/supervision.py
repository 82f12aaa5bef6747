"""Processes that live and die together: children are started again, stopped, and never orphaned."""

import ctypes
import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from types import FrameType

log = logging.getLogger(__name__)

STOP_WITHIN_S = 20.0
_PR_SET_PDEATHSIG = 1
_LOOK_EVERY_S = 0.2
# a child that dies this often within this time will not live
_MAX_DEATHS, _DEATHS_WITHIN_S = 5, 60.0


class KeepsDyingError(Exception):
    """A child died again and again; its name is the message."""


@dataclass
class Child:
    """A program to be kept running. `command` follows the Python interpreter."""

    name: str
    command: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    deaths: list[float] = field(default_factory=list)

    def start(self) -> None:
        """Start it in a session of its own, so that a terminal's Ctrl-C reaches the parent alone."""
        self.process = subprocess.Popen(  # noqa: S603
            [sys.executable, *self.command],
            preexec_fn=partial(die_with, os.getpid()),
            start_new_session=True,
        )

    def is_alive(self) -> bool:
        """Whether it runs."""
        return self.process is not None and self.process.poll() is None

    def tell(self, number: int) -> None:
        """Send it a signal, if it still runs."""
        if self.process is not None and self.is_alive():
            self.process.send_signal(number)


def die_with(parent: int) -> None:
    """Have the kernel kill this process when its parent (a process id) dies, even by kill -9."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            # it died before the kernel knew
            os._exit(1)


def keep(children: Sequence[Child], started: Callable[[], None] = lambda: None) -> None:
    """Run the children until SIGTERM or SIGINT; whoever dies before is started again.

    Calls `started` once all are running. Raises KeepsDyingError after stopping the others.
    """
    stop = threading.Event()
    former = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}

    def ask_to_stop(number: int, frame: FrameType | None) -> None:
        stop.set()

    for number in former:
        signal.signal(number, ask_to_stop)
    try:
        for child in children:
            child.start()
        started()
        while not stop.wait(_LOOK_EVERY_S):
            for child in children:
                if not child.is_alive():
                    _start_again(child)
    finally:
        stop_all(children)
        for number, handler in former.items():
            signal.signal(number, handler)


def stop_all(children: Sequence[Child]) -> None:
    """Ask all children to end, and make them after STOP_WITHIN_S."""
    for child in children:
        child.tell(signal.SIGTERM)
    until = time.monotonic() + STOP_WITHIN_S
    for child in children:
        if child.process is None:
            continue
        try:
            child.process.wait(max(until - time.monotonic(), 0.1))
        except subprocess.TimeoutExpired:
            log.warning("%s did not stop and is killed", child.name)
            child.process.kill()
            child.process.wait()


def _start_again(child: Child) -> None:
    now = time.monotonic()
    child.deaths = [death for death in child.deaths if now - death < _DEATHS_WITHIN_S] + [now]
    if len(child.deaths) > _MAX_DEATHS:
        raise KeepsDyingError(child.name)
    code = child.process.returncode if child.process else None
    log.error("%s ended with %s and is started again", child.name, code)
    time.sleep(0.5 * (len(child.deaths) - 1))
    child.start()
