"""`outward` is the only way out: no other room opens a connection to another machine."""

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2] / "odms"

WAYS_OUT = {
    "aiohttp", "ftplib", "http.client", "httpcore", "httpx", "psycopg", "pymssql", "pymysql",
    "requests", "smtplib", "socket", "telnetlib", "urllib.request", "urllib3", "websockets",
}  # fmt: skip

# a port that is free, a server of our own that answers: connections to this machine alone
AT_HOME = {"cli/serve.py", "cli/doctor.py"}


def imported(path: Path) -> set[str]:
    """Every module that the file imports, `from x import y` as both x and x.y."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def test_no_other_room_opens_connections() -> None:
    found = {
        path.relative_to(ROOT).as_posix(): sorted(imported(path) & WAYS_OUT)
        for path in ROOT.rglob("*.py")
        if path.relative_to(ROOT).parts[0] != "outward" and imported(path) & WAYS_OUT
    }
    assert {name: ways for name, ways in found.items() if name not in AT_HOME} == {}
