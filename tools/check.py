"""Look for faults without changing anything; say each check's verdict and count the failures."""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
PYTHON = sys.executable

PURE = ("engine", "lake", "standards", "pictures", "outward", "definitions")
STRICT = [
    "odms/errors.py",
    *(f"odms/{room}" for room in PURE),
    *sorted(str(path.relative_to(ROOT)) for path in (ROOT / "odms").glob("*/rules.py")),
]

CHECKS: dict[str, list[str]] = {
    "format": [f"{BIN}/ruff", "format", "--check", "--quiet", "."],
    "lint": [f"{BIN}/ruff", "check", "--quiet", "."],
    "types": [f"{BIN}/mypy", "--no-error-summary", *STRICT],
    "imports": [f"{BIN}/lint-imports", "--no-logo"],
    "templates": [PYTHON, "tools/templates.py"],
    "migrations": [PYTHON, "-m", "django", "makemigrations", "--check", "--dry-run"],
    "settings": [PYTHON, "-m", "django", "check", "--fail-level", "WARNING"],
    "docs": [PYTHON, "tools/docs.py", "--check"],
    "map": [PYTHON, "tools/map.py", "--check"],
    "translations": [PYTHON, "tools/messages.py", "check"],
    "vendored": [PYTHON, "tools/vendor.py", "--check"],
}


def main() -> int:
    names = sys.argv[1:] or list(CHECKS)
    failed = []
    with tempfile.TemporaryDirectory() as home:
        env = os.environ | {"ODMS_HOME": home, "DJANGO_SETTINGS_MODULE": "odms.config.settings"}
        for name in names:
            began = time.monotonic()
            run = subprocess.run(CHECKS[name], cwd=ROOT, env=env, capture_output=True, text=True)
            verdict = "ok" if run.returncode == 0 else "FAILED"
            print(f"{name:<14}{verdict:<8}{time.monotonic() - began:5.1f} s", flush=True)
            if run.returncode:
                failed.append(name)
                print((run.stdout + run.stderr).rstrip())
    print(f"{len(names) - len(failed)} passed, {len(failed)} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
