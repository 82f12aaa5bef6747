"""A CKAN catalogue on this machine: its envelope, its packages in memory, and the moods it may be in."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from typing import Any
from uuid import uuid4

from factories.loopback import Quiet, answering

TOKEN = "there-0123456789"
ORGANIZATION = "health-dept"


class Refusal(Exception):
    """What CKAN answers with success false."""

    def __init__(self, status: int, error: Any) -> None:
        super().__init__(status, error)
        self.status, self.error = status, error


class CkanSite:
    """Packages by identifier. `moods` are functions by action that answer instead, each once."""

    def __init__(self, *, extensions: tuple[str, ...] = ("thai_gdc",)) -> None:
        self.extensions = extensions
        self.packages: dict[str, dict[str, Any]] = {}
        self.called: list[tuple[str, dict[str, Any]]] = []
        self.tokens: list[str] = []
        self.moods: dict[str, list[Callable[[dict[str, Any]], Any]]] = {}
        self.url = ""

    def named(self, name: str) -> dict[str, Any]:
        """A package by its name."""
        return next(one for one in self.packages.values() if one["name"] == name)

    def writes(self) -> list[str]:
        """The actions that changed something, in order."""
        return [
            name for name, _ in self.called if name.startswith("package_") and name not in _READS
        ]

    def answer(self, action: str, arguments: dict[str, Any], token: str) -> Any:
        """The result of an action."""
        self.called.append((action, arguments))
        self.tokens.append(token)
        if self.moods.get(action):
            return self.moods[action].pop(0)(arguments)
        return getattr(self, f"_{action}")(arguments, token)

    def _status_show(self, arguments: dict[str, Any], token: str) -> Any:
        return {"ckan_version": "2.10.1", "extensions": [*self.extensions, "scheming_datasets"]}

    def _organization_show(self, arguments: dict[str, Any], token: str) -> Any:
        if arguments["id"] not in (ORGANIZATION, "org-1"):
            raise Refusal(404, {"__type": "Not Found Error", "message": "Not found"})
        return {"id": "org-1", "name": ORGANIZATION}

    def _organization_list_for_user(self, arguments: dict[str, Any], token: str) -> Any:
        return [{"id": "org-1", "name": ORGANIZATION}] if token == TOKEN else []

    def _package_show(self, arguments: dict[str, Any], token: str) -> Any:
        return self._find(arguments["id"])

    def _package_search(self, arguments: dict[str, Any], token: str) -> Any:
        found = sorted(self.packages.values(), key=lambda one: one["name"])
        found = [one for one in found if one["state"] == "active" and one["owner_org"] == "org-1"]
        start, rows = arguments.get("start", 0), arguments.get("rows", 10)
        return {"count": len(found), "results": found[start : start + rows]}

    def _package_create(self, arguments: dict[str, Any], token: str) -> Any:
        self._check(token)
        if any(one["name"] == arguments["name"] for one in self.packages.values()):
            told = {"__type": "Validation Error", "name": ["That URL is already in use."]}
            raise Refusal(409, told)
        return self._keep({"id": str(uuid4()), "state": "active", "groups": []}, arguments)

    def _package_patch(self, arguments: dict[str, Any], token: str) -> Any:
        self._check(token)
        return self._keep(self._find(arguments["id"]), arguments)

    def _package_delete(self, arguments: dict[str, Any], token: str) -> Any:
        self._check(token)
        self._find(arguments["id"])["state"] = "deleted"
        return None

    def _check(self, token: str) -> None:
        if token != TOKEN:
            raise Refusal(403, {"__type": "Authorization Error", "message": "Access denied"})

    def _find(self, name: str) -> dict[str, Any]:
        for one in self.packages.values():
            if name in (one["id"], one["name"]):
                return one
        raise Refusal(404, {"__type": "Not Found Error", "message": "Not found"})

    def _keep(self, before: dict[str, Any], arguments: dict[str, Any]) -> dict[str, Any]:
        """As CKAN does: it normalises, and gives resources identifiers of its own."""
        package = before | {k: v for k, v in arguments.items() if k != "id"}
        package["owner_org"] = "org-1"
        package["license_title"] = package.get("license_id")
        package["tags"] = [
            {"id": str(uuid4()), "state": "active", **tag} for tag in package.get("tags", [])
        ]
        package["resources"] = [
            {
                "id": str(uuid4()),
                "package_id": package["id"],
                **one,
                "format": one["format"].upper(),
            }
            for one in package.get("resources", [])
        ]
        if "thai_gdc" not in self.extensions:  # keys that its schema does not know go nowhere
            package = {k: v for k, v in package.items() if not k.startswith(("data_", "update_"))}
        self.packages[package["id"]] = package
        return package


_READS = ("package_show", "package_search")


@contextmanager
def ckan_site(**how: Any) -> Iterator[CkanSite]:
    """The catalogue on a free port, for as long as the block lasts."""
    site = CkanSite(**how)

    class Handler(Quiet, BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            action = self.path.removeprefix("/api/3/action/")
            status, told = 200, {"help": "…", "success": True}
            headers: dict[str, str] = {}
            try:
                token = self.headers.get("Authorization", "")
                told["result"] = site.answer(action, json.loads(body or "{}"), token)
            except Refusal as refusal:
                status = refusal.status
                told = {"help": "…", "success": False, "error": refusal.error}
            except Plainly as plainly:
                status, headers, told = plainly.status, plainly.headers, plainly.body
            sent = told if isinstance(told, bytes) else json.dumps(told).encode()
            self.send_response(status)
            for name, value in {"Content-Length": str(len(sent)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(sent)

    with answering(Handler) as site.url:
        yield site


class Plainly(Exception):
    """An answer outside the envelope: a busy host, a redirect, a page."""

    def __init__(self, status: int, body: Any = b"", **headers: str) -> None:
        super().__init__(status)
        self.status, self.body = status, body
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}


def raising(error: Exception) -> Callable[[dict[str, Any]], Any]:
    """A mood: this trouble instead of an answer."""

    def mood(_: dict[str, Any]) -> Any:
        raise error

    return mood
