"""A wall of the kernel around files: a process opens what stands under some paths and nothing else.

Source: Linux's userspace API of Landlock (since 5.13; TCP since 6.7). The wall holds for the thread
that builds it and for those that it starts, for ever.
"""

import ctypes
import os
import struct
import sys
from collections.abc import Iterable
from pathlib import Path

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446  # system calls, alike on all machines
_TELL_VERSION = 1
_BENEATH_A_PATH = 1

_READ_FILE, _READ_FOLDER = 1 << 2, 1 << 3
_ALL_ACTIONS = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1}  # by the kernel's version
_ON_FILES = 1 << 1 | _READ_FILE | 1 << 14  # what can be done to a file that is no folder
_ALL_OF_TCP = 1 << 0 | 1 << 1  # to listen, to connect
_KNOWS_TCP = 4  # the version


def confine(readable: Iterable[Path], writable: Iterable[Path]) -> bool:
    """Let this thread read under some paths, do anything under others, and open no other file and
    no connection; whether the kernel could. Paths that are not there are passed over."""
    libc, version = ctypes.CDLL(None, use_errno=True), known_version()
    if not version:
        return False
    actions = _ALL_ACTIONS[min(version, max(_ALL_ACTIONS))]
    tcp = [_ALL_OF_TCP] if version >= _KNOWS_TCP else []
    attributes = struct.pack(f"={1 + len(tcp)}Q", actions, *tcp)
    rules = libc.syscall(_CREATE_RULESET, attributes, ctypes.c_size_t(len(attributes)), 0)
    if rules < 0:
        return False
    try:
        for path in readable:
            _allow(libc, rules, path, _READ_FILE | _READ_FOLDER)
        for path in writable:
            _allow(libc, rules, path, actions)
        return bool(libc.syscall(_RESTRICT_SELF, rules, 0) == 0)
    finally:
        os.close(rules)


def known_version() -> int:
    """The version of Landlock that this kernel knows; 0 where it has none."""
    if not sys.platform.startswith("linux"):
        return 0
    libc = ctypes.CDLL(None, use_errno=True)
    version = libc.syscall(_CREATE_RULESET, None, ctypes.c_size_t(0), _TELL_VERSION)
    return max(int(version), 0)


def _allow(libc: ctypes.CDLL, rules: int, path: Path, actions: int) -> None:
    try:
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    try:
        actions &= -1 if path.is_dir() else _ON_FILES
        rule = struct.pack("=Qi", actions, place)
        if libc.syscall(_ADD_RULE, rules, _BENEATH_A_PATH, rule, 0) != 0:
            raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()), str(path))
    finally:
        os.close(place)
