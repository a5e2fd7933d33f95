"""What a run was made on, and whether it was quiet."""
import datetime
import os
import platform
import re
import subprocess
import sys
import time
from pathlib import Path

from .disk import file_system_of

QUIET_LOAD = 1.0
WAIT_SECONDS = 60


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


def await_quiet() -> None:
    """Gives what else runs a minute to end, and says so. The build that came before counts as well."""
    if os.getloadavg()[0] < QUIET_LOAD:
        return
    print(f"bench: the load is {os.getloadavg()[0]:.1f}; waiting up to {WAIT_SECONDS} s for it to fall under "
          f"{QUIET_LOAD:g}", file=sys.stderr, flush=True)
    deadline = time.monotonic() + WAIT_SECONDS
    while os.getloadavg()[0] >= QUIET_LOAD and time.monotonic() < deadline:
        time.sleep(1)
    if os.getloadavg()[0] >= QUIET_LOAD:
        print(f"bench: the load is still {os.getloadavg()[0]:.1f}: something else runs, and the figures will "
              f"show it", file=sys.stderr, flush=True)


def _git(root: Path, *arguments: str) -> str:
    # Never what git complains about: it is no commit, and no list of changed files.
    return (_run(["git", "-C", str(root), *arguments]) or ("", ""))[0].strip()


def _cpu() -> str:
    found = re.search(r"model name\s*:\s*(.+)", Path("/proc/cpuinfo").read_text())
    return found[1].strip() if found else platform.machine()


def _virtual() -> str:
    return "yes" if re.search(r"^flags.*\bhypervisor\b", Path("/proc/cpuinfo").read_text(), re.M) else "no"


def _version(*command: str) -> str:
    out, errors = _run(list(command)) or ("", "")
    lines = (out or errors).splitlines()  # nginx tells its version on standard error
    return lines[0].strip() if lines else "none"


def _run(command: list[str]) -> tuple[str, str] | None:
    """Standard output and standard error; None when the program is not there."""
    environment = os.environ | {"PATH": os.environ.get("PATH", "") + ":/usr/sbin:/sbin"}
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    except OSError:
        return None
    return done.stdout, done.stderr
