"""Where data lies, and how much of it there is."""
import os
from pathlib import Path

from .outcome import Failed

MEMORY_FILE_SYSTEMS = {"tmpfs", "ramfs", "devtmpfs"}


def refuse_memory(folder: Path) -> None:
    """Failed when `folder` is not on a disk: a commit there would cost nothing."""
    kind = file_system_of(folder)
    if kind in MEMORY_FILE_SYSTEMS:
        raise Failed(f"{folder} is on {kind}, where nothing is durable: say --work and a folder on a disk")


def file_system_of(folder: Path) -> str:
    device = os.stat(folder).st_dev
    wanted = f"{os.major(device)}:{os.minor(device)}"
    best = ("", "unknown")
    for line in Path("/proc/self/mountinfo").read_text().splitlines():
        before, _, after = line.partition(" - ")
        fields = before.split()
        point = fields[4].replace("\\040", " ")
        inside = str(folder.resolve()).startswith(point.rstrip("/") + "/") or point == "/"
        # A device number of its own is not told by every file system (btrfs, overlay): then the
        # longest mount point that leads here decides.
        if (fields[2] == wanted or inside) and inside and len(point) >= len(best[0]):
            best = (point, after.split()[0])
    return best[1]


def bytes_in(folder: Path) -> int:
    """What the files there take, each rounded up to the file system's blocks."""
    return sum(path.stat().st_blocks * 512 for path in folder.rglob("*") if path.is_file())
