"""What the engine refuses to read. Each has a sentence in `definitions/messages/engine.yaml`."""

from odms.errors import TooLarge, Unreadable


class NotATable(Unreadable):
    """The file was read, and it holds no table."""


class UnknownFormat(Unreadable):
    """No reader knows these bytes."""


class Damaged(Unreadable):
    """The bytes claim a format and break it."""


class Encrypted(Unreadable):
    """A password is needed."""


class LimitPassed(TooLarge):
    """A limit on members, ratio, bytes, line length, time or memory is passed."""
