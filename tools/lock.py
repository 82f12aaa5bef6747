"""Pin every dependency with its hashes in requirements/, naming no registry.

    .venv/bin/python tools/lock.py              # pins stay where they satisfy pyproject.toml
    .venv/bin/python tools/lock.py --upgrade    # the newest that satisfy it

base.txt is what a centre runs on; dev.txt holds it, every extra, and what tests and checks need.
Arguments go to `uv pip compile`.
"""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COMMON = [
    Path(sys.executable).with_name("uv"),
    *("pip", "compile", "--quiet", "--universal", "--python-version", "3.11"),
    *("--generate-hashes", "--no-header", "--no-annotate", "--no-emit-index-url"),
]
LOCKS = {
    "requirements/base.txt": ["pyproject.toml", "requirements/build.in"],
    "requirements/dev.txt": [
        *("pyproject.toml", "requirements/build.in", "--all-extras", "--group", "dev"),
        *("--constraint", "requirements/base.txt"),
    ],
}


def main() -> None:
    for target, sources in LOCKS.items():
        command = [*COMMON, *sys.argv[1:], *sources, "-o", target]
        subprocess.run(command, cwd=ROOT, check=True)
        print(f"{target}: {sum('==' in line for line in (ROOT / target).open())} packages")


if __name__ == "__main__":
    main()
