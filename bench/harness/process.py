"""Processes that a run starts: found by their ids, measured by /proc, and all stopped at the end."""
import os
import re
import signal
import subprocess
import time
from pathlib import Path

from .outcome import Failed

TICK = os.sysconf("SC_CLK_TCK")
STOP_SECONDS = 20


class Process:
    """A server that says `listening on URL` on standard output. Standard error goes to `name`.err."""

    def __init__(self, name: str, command: list[str], folder: Path, announces: bool = True) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.name = name
        self.out_path = folder / f"{name}.out"
        self.error_path = folder / f"{name}.err"
        with self.out_path.open("wb") as out, self.error_path.open("wb") as errors:
            self.started = time.perf_counter()
            self.child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=errors)
        self.url = ""
        if announces:
            try:
                self.url = self.await_line(r"listening on (\S+)")
            except BaseException:
                self.stop()
                raise

    @property
    def pid(self) -> int:
        return self.child.pid

    def await_line(self, pattern: str, seconds: float = 180) -> str:
        """The first group of a line of standard output that matches."""
        for _ in range(int(seconds / 0.001)):
            if found := re.search(pattern, self.out_path.read_text()):
                return found[1]
            if self.child.poll() is not None:
                break
            time.sleep(0.001)
        raise Failed(f"{self.name} did not start: {self.last_errors()}")

    def last_errors(self) -> str:
        return self.error_path.read_text(errors="replace")[-2000:]

    def family(self) -> list[int]:
        """This process and its children: workers do the work of some servers."""
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children")
        try:
            return [self.pid, *map(int, children.read_text().split())]
        except FileNotFoundError:
            return [self.pid]

    def cpu_seconds(self) -> float:
        return sum(cpu_seconds(pid) for pid in self.family())

    def resident_bytes(self) -> int:
        return sum(resident_bytes(pid) for pid in self.family())

    def stop(self) -> None:
        """Asks for an orderly end (SQLite then folds its log into the file), then insists."""
        if self.child.poll() is None:
            self.child.send_signal(signal.SIGTERM)
            try:
                self.child.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self._kill()
            except BaseException:
                self._kill()
                raise
        self.child.wait()

    def _kill(self) -> None:
        for pid in reversed(self.family()):
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass  # it went by itself


def cpu_seconds(pid: int) -> float:
    # The name in parentheses may hold anything, so the fields are counted from its end.
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def resident_bytes(pid: int) -> int:
    found = re.search(r"VmRSS:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
    return int(found[1]) * 1024 if found else 0


def run(command: list[str], seconds: float = 900) -> str:
    """Runs a program to its end and gives what it printed."""
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True,
                              timeout=seconds, check=False)
    except subprocess.TimeoutExpired:
        raise Failed(f"{command[0]} took more than {seconds:.0f} seconds") from None
    if done.returncode != 0:
        raise Failed(f"{' '.join(command[:3])} exited with {done.returncode}: {done.stderr[-2000:]}")
    return done.stdout
