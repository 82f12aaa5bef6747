"""Pages of those who run a centre: options, commands, permissions, sectors, notices, refusals, the API."""

from datetime import timedelta
from typing import Any

import typer

from odms.cli.main import app
from odms.config.options import OPTIONS
from odms.definitions.messages import catalogue, sentence
from odms.people.rules import PERMISSIONS, SECTORS, notices, sectors, webhooks
from reference.markdown import table


def options_page() -> list[str]:
    rows = [
        [f"`{o.name}`", f"`{o.default}`" if o.default else "", o.help] for o in OPTIONS.values()
    ]
    return [
        "# Options",
        "",
        "Every option is a variable of the environment. `odms options` prints those in force.",
        "",
        *table(["option", "default", "what it does"], rows),
    ]


def commands_page() -> list[str]:
    lines = ["# Commands", "", "`odms COMMAND --help` says the same at the terminal."]
    for name, command in commands():
        lines += ["", f"## odms {name}", "", *(command.help or "").strip().splitlines(), ""]
        rows = [_parameter(parameter) for parameter in command.params if parameter.name != "help"]
        lines += (
            table(["argument or option", "default", "meaning"], rows) if rows else ["No options."]
        )
    return lines


def permissions_page() -> list[str]:
    rows = [[f"`{deed}`", ", ".join(parts)] for deed, parts in PERMISSIONS.items()]
    return [
        "# Permissions",
        "",
        "Who may do what. `steward`, `approver` and `auditor` hold for the agency in which a person",
        "has the role; `admin` and `centre-auditor` are the centre's. Things of other agencies do",
        "not exist for a person: the answer is 404.",
        "",
        *table(["deed", "who may"], rows),
    ]


def sectors_page() -> list[str]:
    rows = [
        [
            f"`{code}`",
            *("yes" if sectors.binds(code, one) else "" for one in SECTORS),
            sectors.reason(code, "en"),
        ]
        for code in sectors.binding("state")
    ]
    return [
        "# Sectors",
        "",
        "Which of the sixteen processes bind a publisher, by its sector, and why.",
        "",
        *table(["process", *SECTORS, "why"], rows),
    ]


def notices_page() -> list[str]:
    kinds = [
        [f"`{kind}`", sentence(f"people.kind.{kind}", "en"), pace]
        for kind, pace in notices.KINDS.items()
    ]
    codes = [code for code in sorted(catalogue()) if ".notice." in code]
    events = [[f"`{event}`", sentence(f"ledger.verb.{event}", "en")] for event in webhooks.EVENTS]
    pauses = ", ".join(_span(pause) for pause in notices.PAUSES)
    return [
        "# Notices",
        "",
        "News to people, by page, by e-mail and to machines.",
        "",
        *table(["kind", "of what", "letters by default"], kinds),
        "",
        f"Paces: {', '.join(f'`{pace}`' for pace in notices.PACES)}. A failed letter or call is tried",
        f"again after {pauses}, and then given up.",
        "",
        *table(["code", "sentence"], [[f"`{code}`", catalogue()[code]["en"]] for code in codes]),
        "",
        "## Events of webhooks",
        "",
        *table(["event", "what happened"], events),
        "",
        f"Headers: `{webhooks.EVENT_HEADER}`, `{webhooks.DELIVERY_HEADER}` (the same at every try) and",
        f"`{webhooks.SIGNATURE_HEADER}`: `t=SECONDS,v1=HEX`, where HEX is HMAC-SHA256 of `SECONDS.BODY`",
        "with the webhook's secret.",
    ]


def _span(span: timedelta) -> str:
    """A span in whole days, hours or minutes, whichever is the largest that it fills."""
    for unit, length in (("d", timedelta(days=1)), ("h", timedelta(hours=1))):
        if span >= length:
            return f"{span // length} {unit}"
    return f"{span // timedelta(minutes=1)} min"


def refusals_page() -> list[str]:
    rows = [
        [f"`{code}`", entry["th"], entry["en"]]
        for code, entry in sorted(catalogue().items())
        if "severity" not in entry
    ]
    return [
        "# Refusals, notices and labels",
        "",
        "Sentences by code. An HTTP refusal carries its code in `code` of the problem document.",
        "",
        *table(["code", "Thai", "English"], rows),
    ]


def api_page() -> list[str]:
    """The operations and fields of version 1, from its OpenAPI description."""
    told = api_description()
    lines = [
        "# API",
        "",
        "`/api/v1/openapi.json` says the same to machines. No key is needed to read. Errors are",
        "problem documents (RFC 9457) with `code` and a sentence in Thai and English.",
    ]
    for path, operations in told["paths"].items():
        for method, operation in operations.items():
            lines += ["", f"## {method.upper()} {path}", "", *_operation(operation)]
    lines += ["", "## Fields"]
    for name, schema in sorted(told["components"]["schemas"].items()):
        rows = [
            [f"`{field}`", _kind(about), about.get("description", "")]
            for field, about in schema.get("properties", {}).items()
        ]
        if rows:
            lines += ["", f"### {name}", "", *table(["field", "type", "meaning"], rows)]
    return lines


def commands() -> list[tuple[str, Any]]:
    """Every command with its whole name."""
    return _commands(typer.main.get_command(app), ())


def api_description() -> Any:
    """What OpenAPI says of version 1."""
    from odms.api.v1 import api

    return api.get_openapi_schema(path_prefix="/api/v1/")


def _operation(operation: dict[str, Any]) -> list[str]:
    about = operation.get("description") or operation.get("summary", "")
    rows = [
        [f"`{one['name']}`", one["in"], _kind(one["schema"]), one.get("description", "")]
        for one in operation.get("parameters", [])
    ]
    head = ["parameter", "in", "type", "meaning"]
    return [*about.strip().splitlines(), *(["", *table(head, rows)] if rows else [])]


def _kind(schema: dict[str, Any]) -> str:
    """The type of a field in a word or two."""
    if "$ref" in schema:
        return schema["$ref"].rsplit("/", 1)[1]
    if "anyOf" in schema:
        return " or ".join(_kind(one) for one in schema["anyOf"])
    if schema.get("type") == "array":
        return f"list of {_kind(schema.get('items', {}))}"
    return str(schema.get("type", "any"))


def _commands(command: Any, path: tuple[str, ...]) -> list[tuple[str, Any]]:
    if not hasattr(command, "commands"):
        return [(" ".join(path), command)]
    found: list[tuple[str, Any]] = []
    for name, below in sorted(command.commands.items()):
        found += _commands(below, (*path, name))
    return found


def _parameter(parameter: Any) -> list[str]:
    if getattr(parameter, "opts", None) and parameter.param_type_name == "option":
        name = ", ".join(parameter.opts)
    else:
        name = (parameter.metavar or parameter.name or "").upper()
    default = parameter.default
    told = "" if default in (None, False, (), ...) or callable(default) else f"`{default}`"
    return [f"`{name}`", told, " ".join((getattr(parameter, "help", "") or "").split())]
