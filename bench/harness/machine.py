"""What a run was made on."""
import datetime
import os
import platform
import re
import subprocess
from pathlib import Path

from .disk import file_system_of


def describe(root: Path, work: Path) -> dict[str, object]:
    return {
        "date": datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds"),
        "commit": _git(root, "rev-parse", "HEAD"),
        "changed_files": len(_git(root, "status", "--porcelain").splitlines()),
        "cpu": _cpu(),
        "cores": os.cpu_count(),
        "memory_gb": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9, 1),
        "kernel": platform.release(),
        "virtual": _virtual(),
        "file_system": file_system_of(work),
        "load_at_start": os.getloadavg()[0],
        "versions": {"nginx": _version("nginx", "-v"), "node": _version("node", "--version"),
                     "wrk": _version("wrk", "-v")},
    }


def _git(root: Path, *arguments: str) -> str:
    return _printed(["git", "-C", str(root), *arguments]).strip()


def _cpu() -> str:
    found = re.search(r"model name\s*:\s*(.+)", Path("/proc/cpuinfo").read_text())
    return found[1].strip() if found else platform.machine()


def _virtual() -> str:
    return "yes" if re.search(r"^flags.*\bhypervisor\b", Path("/proc/cpuinfo").read_text(), re.M) else "no"


def _version(*command: str) -> str:
    lines = _printed(list(command)).splitlines()
    return lines[0].strip() if lines else "none"


def _printed(command: list[str]) -> str:
    environment = os.environ | {"PATH": os.environ.get("PATH", "") + ":/usr/sbin:/sbin"}
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    except OSError:
        return ""
    return done.stdout or done.stderr
