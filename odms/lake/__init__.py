"""Lake: where bytes live, and queries over them. Pure: no Django.

Two sides: `Lake` holds what was released, `odms.lake.originals` what was delivered.
"""

from odms.lake.lake import Lake

__all__ = ["Lake"]
