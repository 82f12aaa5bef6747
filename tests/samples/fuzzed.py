"""Damaged files at which a reader once fell over, as `tests/judges/fuzz.py` found them.

Each is kept whole, for the seeds of some formats carry the time at which they were made.
"""

import base64

# Name to the file, in base64.
_KEPT = {
    # ods and kmz, seed 3: no name in the zip's directory, IndexError in ZipInfo.is_dir
    "nameless.kmz": (
        "UEsDBBQAAAAIAKgJe10RR3UatgAAAAMBAAAHAAAAZG9jLmttbFWPAEEOgkAMRa9C2LgxU2CDMaVscO8V"
        "JtAoEToEBvAIXsFruMLbcBQHMVE3zc/r/+kvpte68gZuu9JI4ocq8FPCi2OOS5f4Z2ubPcA4jso0LKey"
        "U8IWnAMiFfmEmcn7msUSHiudc63bC6Hommme7vPzNk8PJxDeCA9Xy1JwkWmrXdZNb1kkG9kQDrrqmUKE"
        "VSCsLvgPHU25XMuNaYtStOWOwiBQ8TbcqRjhlyN8zPDTDb6NlzfoBVBLAQIUAxQAAAAIAKgJe10RR3Ua"
        "tgAAAAMBAAAHAAAAAAAAAAAAAACAAQAAAAAAgGMua21sUEsFBgAAAAABAAEANQAAANsAAAAAAA=="
    ),
}

FUZZED = {name: base64.b64decode(data) for name, data in _KEPT.items()}
