"""Fetch the npm files of vendor.toml into their folders, or check them (`--check`, offline).

Fetching needs npm and is a maintainer's work; the files are committed. What npm packed is compared
with the sha512 that the registry tells, and each kept file's sha256 is written down.
"""

import base64
import hashlib
import json
import shutil
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# what stands in the pages is published with them; what only tests need is not
HOMES = {
    "pages": ROOT / "odms" / "web" / "static" / "odms" / "vendor",
    "tests": ROOT / "tests" / "vendor",
}
LOCK = "vendor.lock.json"
NOTICE = "THIRD_PARTY.md"


def main() -> int:
    listed = tomllib.loads((ROOT / "tools" / "vendor.toml").read_text())["package"]
    faults: list[str] = []
    for use, home in HOMES.items():
        packages = [package for package in listed if package.get("use", "pages") == use]
        if "--check" in sys.argv[1:]:
            faults += check(packages, home)
        else:
            renew(packages, home)
    print("\n".join(faults) or f"{len(listed)} vendored packages are as fetched")
    return 1 if faults else 0


def renew(packages: list[dict], home: Path) -> None:
    """Fetch the packages of a folder anew."""
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)
    kept = {path: digest for package in packages for path, digest in fetch(package, home).items()}
    (home / LOCK).write_text(json.dumps(kept, indent=1, sort_keys=True) + "\n")
    (home / NOTICE).write_text(notice(packages))


def fetch(package: dict, home: Path) -> dict[str, str]:
    """Put the listed files and the licence of a package into its folder: path -> sha256."""
    name = f"{package['name']}@{package['version']}"
    folder = home / f"{package['name'].replace('/', '-')}-{package['version']}"
    folder.mkdir()
    with tempfile.TemporaryDirectory() as work:
        told = json.loads(_npm("pack", name, "--json", "--pack-destination", work))
        packed = (
            Path(work) / next(iter(told.values() if isinstance(told, dict) else told))["filename"]
        )
        _check_integrity(packed, _npm("view", name, "dist.integrity").strip())
        with tarfile.open(packed) as archive:
            for member in [*package["files"], "LICENSE"]:
                source = archive.extractfile(f"package/{member}")
                (folder / Path(member).name).write_bytes(source.read())
    return {str(path.relative_to(home)): _sha256(path) for path in sorted(folder.iterdir())}


def check(packages: list[dict], home: Path) -> list[str]:
    """What is missing, changed or too much, against the lock and the list."""
    kept = json.loads((home / LOCK).read_text())
    found = {
        str(path.relative_to(home)): _sha256(path)
        for path in home.rglob("*")
        if path.is_file() and path.name not in (LOCK, NOTICE)
    }
    wanted = {
        f"{package['name'].replace('/', '-')}-{package['version']}/{Path(name).name}"
        for package in packages
        for name in [*package["files"], "LICENSE"]
    }
    faults = [f"{path}: not what was fetched" for path in kept if found.get(path) != kept[path]]
    faults += [f"{path}: not in vendor.lock.json" for path in found.keys() - kept.keys()]
    faults += [f"{path}: listed and not fetched" for path in wanted - kept.keys()]
    is_old = (home / NOTICE).read_text() != notice(packages)
    return faults + ([f"{home.relative_to(ROOT)}/{NOTICE} is old"] if is_old else [])


def notice(packages: list[dict]) -> str:
    """The page that names whose work this is."""
    lines = [f"- {p['name']} {p['version']}, {p['licence']}" for p in packages]
    return "# Work of others\n\nEach folder holds its licence.\n\n" + "\n".join(lines) + "\n"


def _npm(*words: str) -> str:
    asked = ["npm", *words]
    return subprocess.run(asked, check=True, capture_output=True, text=True).stdout


def _check_integrity(packed: Path, told: str) -> None:
    algorithm, _, digest = told.partition("-")
    found = hashlib.new(algorithm, packed.read_bytes()).digest()
    if base64.b64encode(found).decode() != digest:
        raise SystemExit(f"{packed.name}: not what the registry says it is")


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


if __name__ == "__main__":
    sys.exit(main())
