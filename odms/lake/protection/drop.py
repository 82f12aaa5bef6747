"""The column goes, and its source texts with it."""

from odms.lake.protection.measure import Measure

MEASURE = Measure("drop")
