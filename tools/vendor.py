"""Fetch the npm files of vendor.toml into the static folder, or check them (`--check`, offline).

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
HOME = ROOT / "odms" / "web" / "static" / "odms" / "vendor"
LOCK = HOME / "vendor.lock.json"
NOTICE = HOME / "THIRD_PARTY.md"


def main() -> int:
    packages = tomllib.loads((ROOT / "tools" / "vendor.toml").read_text())["package"]
    if "--check" in sys.argv[1:]:
        faults = check(packages)
        print("\n".join(faults) or f"{len(packages)} vendored packages are as fetched")
        return 1 if faults else 0
    shutil.rmtree(HOME, ignore_errors=True)
    HOME.mkdir(parents=True)
    kept = {path: digest for package in packages for path, digest in fetch(package).items()}
    LOCK.write_text(json.dumps(kept, indent=1, sort_keys=True) + "\n")
    NOTICE.write_text(notice(packages))
    return 0


def fetch(package: dict) -> dict[str, str]:
    """Put the listed files and the licence of a package into its folder: path -> sha256."""
    name = f"{package['name']}@{package['version']}"
    folder = HOME / f"{package['name'].replace('/', '-')}-{package['version']}"
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
    return {str(path.relative_to(HOME)): _sha256(path) for path in sorted(folder.iterdir())}


def check(packages: list[dict]) -> list[str]:
    """What is missing, changed or too much, against the lock and the list."""
    kept = json.loads(LOCK.read_text())
    found = {
        str(path.relative_to(HOME)): _sha256(path)
        for path in HOME.rglob("*")
        if path.is_file() and path not in (LOCK, NOTICE)
    }
    wanted = {
        f"{package['name'].replace('/', '-')}-{package['version']}/{Path(name).name}"
        for package in packages
        for name in [*package["files"], "LICENSE"]
    }
    faults = [f"{path}: not what was fetched" for path in kept if found.get(path) != kept[path]]
    faults += [f"{path}: not in vendor.lock.json" for path in found.keys() - kept.keys()]
    faults += [f"{path}: listed and not fetched" for path in wanted - kept.keys()]
    return faults + (["THIRD_PARTY.md is old"] if NOTICE.read_text() != notice(packages) else [])


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
