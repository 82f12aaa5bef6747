"""A seeded maker of hard Thai files: every quirk that agencies' files show, alone and combined.

A `Paper` is a table on its way to a file, and beside it stands what must be read from that file. A
`Quirk` is one way in which files are hard: it changes what is written, and the truth only where a
reader cannot know better. `variants()` gives each quirk alone on every kind of file that can have
it, and seeded combinations of quirks that do not contradict each other.
"""

from tests.samples.thai.paper import Field, Paper
from tests.samples.thai.variants import Variant, variants

__all__ = ["Field", "Paper", "Variant", "variants"]
