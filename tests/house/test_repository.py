"""What must not be in the repository: paths of one machine, registries, large or binary files."""

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PICTURES = {"docs/explanation/dataset.png", "docs/explanation/dataset.webp"}
TEXTLESS = {".woff2", ".png", ".webp"}


def tracked() -> list[Path]:
    told = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)
    return [ROOT / name for name in told.stdout.decode().split("\0") if name]


def test_no_tracked_file_is_large() -> None:
    assert [path.name for path in tracked() if path.exists() and path.stat().st_size > 2**20] == []


def test_binary_files_are_fonts_and_the_pictures_of_the_readme() -> None:
    found = {
        path.relative_to(ROOT).as_posix()
        for path in tracked()
        if path.exists() and path.suffix not in {".woff2"} and b"\0" in path.read_bytes()[:8192]
    }
    assert found <= PICTURES


def test_requirements_name_no_registry() -> None:
    for path in (ROOT / "requirements").glob("*.txt"):
        text = path.read_text()
        assert not re.search(r"://|--index|--find-links", text), path.name
        pinned = re.findall(r"^[a-z0-9][^\s;]*==", text, flags=re.M | re.I)
        assert pinned and text.count("--hash=sha256:") >= len(pinned), path.name


def test_pages_of_the_docs_lead_to_files_that_are_there() -> None:
    pages = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), ROOT / "odms/README.md"]
    named = [
        (page, address)
        for page in pages
        for address in re.findall(r"\]\(([^)\s#]+)", page.read_text(encoding="utf-8"))
        if "://" not in address and not address.startswith("mailto:")
    ]
    assert [f"{page.name}: {to}" for page, to in named if not (page.parent / to).exists()] == []
