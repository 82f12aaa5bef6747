"""The dossier of an agency: its whole state, signed, which an auditor can check without the centre.

A ZIP with

- `manifest.json`: whose it is, when and by whom it was made, the head of the ledger's chain, and the
  SHA-256 and size of every other file; `signature.json` is the centre's signature under it;
- `entries.jsonl`: every entry of the ledger about the agency, whole;
- `chain.txt`: a line for each entry of the ledger, of others too: its hash, and `*` where it is about
  the agency. Each entry's hash covers the one before it;
- `answers.jsonl`, `evidence.jsonl`: all that people declared and verified, and all figures;
- `state.json`, `processes.csv`: how the sixteen processes stand for the agency and its datasets;
- `dossier.th.pdf`, `dossier.en.pdf`: the same for people.

`checking` is pure and needs no centre.
"""

from odms.publication.dossier.checking import Checked, Fault, check

VERSION = 1

__all__ = ["VERSION", "Checked", "Fault", "check"]
