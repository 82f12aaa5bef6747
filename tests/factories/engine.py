"""The engine's answers, remembered: a child process takes a second, and samples are few."""

import json
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from odms.engine import sandbox

_prepare = sandbox.prepare
_answers: dict[tuple[str, str, str], Path] = {}


@contextmanager
def remembered() -> Iterator[None]:
    """Within, a file that was read before (same bytes, name and recipe) is not read again."""
    sandbox.prepare = _remembered
    try:
        yield
    finally:
        sandbox.prepare = _prepare


def _remembered(source: Path, out: Path, *, name: str, **options: Any) -> dict[str, Any]:
    # the lake names bytes by their hash
    key = (source.name, name, json.dumps(options.get("recipe") or []))
    if key not in _answers:
        kept = Path(tempfile.mkdtemp(prefix="odms-read-", dir=source.parents[3]))
        _prepare(source, kept, name=name, **options)
        _answers[key] = kept
    shutil.copytree(_answers[key], out, dirs_exist_ok=True)
    report: dict[str, Any] = json.loads((out / "report.json").read_bytes())
    return report
