"""The group of all commands: wrong use gets one sentence and exit status 2."""

import errno
import re
import sys
from typing import Any

from typer.core import TyperGroup
from typer.exceptions import Abort, TyperException

from odms.cli import speech

# the parser's classes of wrong use, by their names, and our sentences
_SENTENCES = {
    "MissingParameter": "cli.usage.missing",
    "NoSuchOption": "cli.usage.no_such_option",
}
# what it says in its own words alone, and our sentence with the same facts
_PATTERNS = {
    "cli.usage.too_many": r"Got unexpected extra arguments?(?:\(s\))? \((?P<word>.*)\)",
    "cli.usage.no_such_command": r"No such command '(?P<word>.*)'\.",
    "cli.usage.not_one_of": r"Invalid value for .*: '(?P<word>.*)' is not one of (?P<known>.*)\.",
}


class Commands(TyperGroup):
    """Commands that say what is wrong with a call in one line, Thai or English."""

    def main(self, *args: Any, standalone_mode: bool = True, **kwargs: Any) -> Any:
        """Run a command; leave the process with its exit status."""
        kwargs["prog_name"] = "odms"  # also where it is run as a module
        if not standalone_mode:
            return super().main(*args, standalone_mode=False, **kwargs)
        try:
            status = super().main(*args, standalone_mode=False, **kwargs)
            sys.stdout.flush()
        except TyperException as wrong:
            _tell(wrong)
            sys.exit(speech.WRONG_USE)
        except Abort:
            sys.exit(speech.INTERRUPTED)
        except OSError as trouble:
            if trouble.errno != errno.ENOSPC:
                raise
            speech.give_up_output()
            speech.tell("cli.usage.no_space")
            sys.exit(speech.REFUSED)
        sys.exit(status if isinstance(status, int) else 0)


def _tell(wrong: Any) -> None:
    kind = type(wrong).__name__
    if kind == "NoArgsIsHelpError":
        wrong.show()
        return
    why = wrong.format_message().replace("Value error, ", "")
    facts = {"name": _name(wrong), "command": _command(wrong), "why": why}
    for code, pattern in _PATTERNS.items():
        if kind not in _SENTENCES and (found := re.fullmatch(pattern, why, re.DOTALL)):
            told = {name: text.replace("'", "") for name, text in found.groupdict().items()}
            speech.tell(code, **facts | told)
            return
    speech.tell(_SENTENCES.get(kind, "cli.usage.wrong"), **facts)


def _name(wrong: Any) -> str:
    """What the person would type: `FILE` or `--dataset`."""
    if (parameter := getattr(wrong, "param", None)) is not None:
        names = parameter.opts if parameter.param_type_name == "option" else [parameter.metavar]
        return str(max((name for name in names if name), key=len, default=parameter.name.upper()))
    return str(getattr(wrong, "option_name", ""))


def _command(wrong: Any) -> str:
    context = getattr(wrong, "ctx", None)
    return context.command_path if context is not None else "odms"
