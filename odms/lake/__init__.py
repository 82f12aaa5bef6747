"""Lake: where bytes live, and queries over them. Pure: no Django."""

from odms.lake.lake import Blob, Lake

__all__ = ["Blob", "Lake"]
