"""What a source and its runs are, what may be done with them, and what a run counts. Pure."""

from dataclasses import asdict, dataclass

from odms.definitions.messages import catalogue
from odms.standards.reading import Trouble


@dataclass
class Counts:
    """What a run did to the catalogue, in datasets."""

    added: int = 0
    updated: int = 0
    unchanged: int = 0
    deleted: int = 0
    refused: int = 0

    def to_dict(self) -> dict[str, int]:
        """The counts by name."""
        return asdict(self)


def severity(trouble: Trouble) -> str:
    """How bad a trouble is: `error` where a record was left out, else what its code says."""
    if trouble.is_left_out:
        return "error"
    return str(catalogue().get(trouble.code, {}).get("severity", "warning"))
