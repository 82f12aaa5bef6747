"""Commands that need no centre, run in a process of their own."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def run_in(
    folder: Path, *arguments: str, language: str = "en_US.UTF-8", **more: str
) -> subprocess.CompletedProcess[bytes]:
    """Run `odms` in a folder, in a language, with `more` of environment; what it answered."""
    environment = {"PATH": os.environ["PATH"], "LC_ALL": language, "HOME": str(folder)} | more
    return subprocess.run(
        [sys.executable, "-m", "odms.cli.main", *arguments],
        cwd=folder,
        env=environment | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        timeout=300,  # the machine may be busy
        check=False,
    )
