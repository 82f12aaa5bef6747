"""The roots of the error tree.

    OdmsError
    ├── Refused                the person or machine asked for something that cannot be had
    │   ├── Invalid            what was sent is wrong or incomplete
    │   ├── Unreadable         the bytes are not what they should be
    │   ├── TooLarge           a limit of size, count or ratio is passed
    │   ├── Unauthenticated    who asks is not known
    │   ├── Forbidden          who asks is known and may not
    │   ├── Absent             there is no such thing, or not for the one who asks
    │   ├── Conflict           the thing is not in a state for this deed
    │   ├── Gone               the thing was here and was withdrawn
    │   └── TooMany            asked too often
    └── Fault                  our own trouble: told as 500, logged with its request id

A refusal has a code; its sentence in Thai and English stands in `odms/definitions/messages/`.
Which HTTP status or exit status a refusal becomes is decided in the doors alone.
"""


class OdmsError(Exception):
    """Everything that ODMS raises on purpose."""


class Refused(OdmsError):
    """A request turned down, with a code that has a sentence in every language."""

    def __init__(self, code: str, /, **facts: object) -> None:
        super().__init__(code, facts)
        self.code = code
        self.facts = facts

    def __str__(self) -> str:
        told = ", ".join(f"{name}={value!r}" for name, value in self.facts.items())
        return f"{self.code}({told})"


class Invalid(Refused):
    """What was sent is wrong or incomplete."""


class Unreadable(Refused):
    """The bytes are not what they should be."""


class TooLarge(Refused):
    """A limit of size, count or ratio is passed."""


class Unauthenticated(Refused):
    """Who asks is not known."""


class Forbidden(Refused):
    """Who asks is known and may not."""


class Absent(Refused):
    """There is no such thing, or not for the one who asks."""


class Conflict(Refused):
    """The thing is not in a state for this deed."""


class Gone(Refused):
    """The thing was here and was withdrawn."""


class TooMany(Refused):
    """Asked too often."""


class Fault(OdmsError):
    """Our own trouble, never the fault of the one who asks."""
