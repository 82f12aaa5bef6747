"""Run the benches named on the command line, or all of them.

`python -m bench` lists what each prints; `python -m bench intake search` runs two.
"""

import importlib
import pkgutil
import sys
from pathlib import Path


def names() -> list[str]:
    """Every bench beside this file: a module with a `run()`."""
    found = pkgutil.iter_modules([str(Path(__file__).parent)])
    return sorted(module.name for module in found if not module.name.startswith("_"))


def main() -> int:
    known = names()
    chosen = sys.argv[1:] or known
    if unknown := set(chosen) - set(known):
        print(
            f"no bench {', '.join(sorted(unknown))}; there are {', '.join(known)}", file=sys.stderr
        )
        return 2
    for name in chosen:
        module = importlib.import_module(f"bench.{name}")
        print(f"\n{name}: {(module.__doc__ or '').strip().splitlines()[0]}")
        module.run()
    return 0


if __name__ == "__main__":
    sys.exit(main())
