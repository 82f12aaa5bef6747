"""Run the tests, and the rooms' once more on PostgreSQL and Redis where their addresses are set.

Closes with what was skipped for want of a server, so that a green run does not hide it.
"""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTEST = [sys.executable, "-m", "pytest", "-q", "-n", "2"]
SERVERS = ("ODMS_TEST_POSTGRES_URL", "ODMS_TEST_REDIS_URL")


def main() -> int:
    arguments = sys.argv[1:]
    plain = {name: value for name, value in os.environ.items() if name not in SERVERS}
    status = subprocess.run([*PYTEST, *arguments], cwd=ROOT, env=plain).returncode
    missing = [name for name in SERVERS if not os.environ.get(name)]
    if arguments:
        return status
    if missing:
        print(f"SKIPPED the rooms on servers: {' and '.join(missing)} not set")
        return status
    print("The rooms again, on PostgreSQL and Redis:")
    return subprocess.run([*PYTEST, "tests/rooms"], cwd=ROOT).returncode or status


if __name__ == "__main__":
    sys.exit(main())
