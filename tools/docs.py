"""Write the pages of docs/reference/ that are made from the code, or check that they still hold.

Also walks every Markdown page of the repository and reports links that lead nowhere. The pages stand
in `reference/` beside this file.
"""

import os
import re
import sys
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote

import django
from reference import assessment, catalogues, files, persons, running, states

ROOT = Path(__file__).resolve().parent.parent
REFERENCE = ROOT / "docs" / "reference"
MADE = "*This page is made by `make docs` from the code; change it there.*"

PAGES: dict[str, Callable[[], list[str]]] = {
    "options.md": running.options_page,
    "commands.md": running.commands_page,
    "permissions.md": running.permissions_page,
    "states.md": states.states_page,
    "notices.md": running.notices_page,
    "sectors.md": running.sectors_page,
    "formats.md": files.formats_page,
    "findings.md": files.findings_page,
    "repairs.md": files.repairs_page,
    "refusals.md": running.refusals_page,
    "measures-of-protection.md": persons.protection_page,
    "api.md": running.api_page,
    "ckan-actions.md": catalogues.ckan_page,
    "sql.md": catalogues.sql_page,
    "quality.md": files.quality_page,
    "scores.md": catalogues.scores_page,
    "figures.md": catalogues.figures_page,
    "frameworks.md": assessment.frameworks_page,
    "personal-data.md": persons.personal_data_page,
    "standards.md": catalogues.standards_page,
}

LINK = re.compile(r"\]\((?!https?://|mailto:|#)([^)\s]+)\)")


def page(name: str) -> str:
    """The text of a page of docs/reference/."""
    title, *lines = PAGES[name]()
    return "\n".join([title, "", MADE, *lines, ""])


def dead_links() -> list[str]:
    """Links in Markdown pages whose target does not exist, a sentence each."""
    pages = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("odms/*.md")]
    found = []
    for page in sorted(pages):
        for target in LINK.findall(page.read_text(encoding="utf-8")):
            if not (page.parent / unquote(target.split("#")[0])).exists():
                found.append(f"{page.relative_to(ROOT)} links to {target}, which does not exist")
    return found


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "odms.config.settings")
    django.setup()
    texts = {REFERENCE / name: page(name) for name in PAGES}
    stale = [path for path, text in texts.items() if not path.exists() or path.read_text() != text]
    if "--check" in sys.argv:
        told = [f"{path.relative_to(ROOT)} is out of date: run make docs" for path in stale]
        told += dead_links()
        print("\n".join(told))
        return 1 if told else 0
    for path in stale:
        path.write_text(texts[path])
        print(f"wrote {path.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
