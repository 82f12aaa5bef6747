"""Outward: the only way out of the building. Pure: no Django.

Nothing else in the house opens a connection to another machine; a test sees to it.
"""

from odms.outward.fetch import Fetched, Limits, Probed, check_url, fetch, probe
from odms.outward.post import post
from odms.outward.session import Answer, Session

__all__ = [
    "Answer",
    "Fetched",
    "Limits",
    "Probed",
    "Session",
    "check_url",
    "fetch",
    "post",
    "probe",
]
