"""Pictures that people send: read by a child process, made anew, and kept by the hash of what was made.

Runs as `python -m odms.voice.pictures` within the sandbox; knows no Django. Nothing of the bytes that
were sent is shown to anybody: no metadata, no trailing data, no other form than ours.
"""

import hashlib
import os
import shutil
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Any

from odms.engine import sandbox
from odms.engine.errors import LimitPassed
from odms.engine.sandbox import Limits
from odms.errors import Fault, TooLarge, Unreadable
from odms.lake.store import sync

MOST_BYTES = 10 * 1024 * 1024
MOST_PIXELS = 50_000_000
SIZE = (1200, 900)  # what is made is at most so wide and high
ENDING = "webp"

_MODULE = "odms.voice.pictures"
_FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
_LIMITS = Limits(memory_mb=1_500, cpu_s=20, seconds=30.0, file_mb=64)


def keep(source: Path, folder: Path) -> str:
    """Make a picture anew and keep it under `folder`; its SHA-256.

    Raises TooLarge, and Unreadable for what is no picture.
    """
    if source.stat().st_size > MOST_BYTES:
        raise TooLarge("voice.picture_too_large", most_mb=MOST_BYTES >> 20)
    with tempfile.TemporaryDirectory(prefix="picture-") as private:
        shutil.copyfile(source, Path(private) / "given")
        try:
            sandbox.run(_MODULE, {"limits": asdict(_LIMITS)}, Path(private), _LIMITS)
        except (LimitPassed, Fault):
            raise Unreadable("voice.no_picture") from None
        content = (Path(private) / "made").read_bytes()
    sha256 = hashlib.sha256(content).hexdigest()
    _write(path_of(sha256, folder), content)
    return sha256


def path_of(sha256: str, folder: Path) -> Path:
    """Where the picture with this hash stands, or would."""
    return folder / sha256[:2] / f"{sha256}.{ENDING}"


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    building = path.with_suffix(f".{os.getpid()}")
    with building.open("wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    building.replace(path)
    sync(path.parent)


# The child


def _work(_job: dict[str, Any]) -> dict[str, Any]:
    from PIL import Image, ImageOps

    Image.MAX_IMAGE_PIXELS = MOST_PIXELS // 2  # twice as many are refused
    try:
        with Image.open("given", formats=_FORMATS) as given:
            turned = ImageOps.exif_transpose(given)
            turned.thumbnail(SIZE)
            has_alpha = "A" in turned.getbands() or "transparency" in turned.info
            clean = turned.convert("RGBA" if has_alpha else "RGB")
            clean.info.clear()
            clean.save("made", "WEBP", quality=82)
            return {"width": clean.width, "height": clean.height}
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise Unreadable("voice.no_picture") from None


if __name__ == "__main__":
    sandbox.main(_work)
