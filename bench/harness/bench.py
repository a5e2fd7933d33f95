"""What the measures share: settings, places, things made once, and what is to be stopped."""
import random
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from . import contestants
from .outcome import Missing
from .process import Process

T = TypeVar("T")


@dataclass
class Settings:
    root: Path  # of the sources
    work: Path  # for data, on a disk
    results: Path
    imprint: Path
    programs: Path  # folder of the build with IMPRINT_BENCH
    rounds: int = 5
    seconds: float = 2
    quick: bool = False


class Bench:
    """One run. Servers are started through it, so that stop() ends whatever still runs."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.random = random.Random(6)  # the same order of contestants each time
        self.missing: list[str] = []
        self._running: list[Process] = []
        self._folders = 0
        self._kept: dict[str, object] = {}

    def folder(self, name: str) -> Path:
        """A new empty folder."""
        self._folders += 1
        path = self.settings.work / f"{self._folders:03d}-{name}"
        path.mkdir(parents=True)
        return path

    def once(self, name: str, make: Callable[[], T]) -> T:
        """What `make` gives, made at the first call with that name."""
        if name not in self._kept:
            self._kept[name] = make()
        return self._kept[name]  # type: ignore[return-value]

    def started(self, server: Process) -> Process:
        self._running.append(server)
        return server

    def program(self, name: str) -> Path:
        """A program of the build with IMPRINT_BENCH."""
        found = sorted(self.settings.programs.glob(f"bench/*/{name}"))
        if not found:
            raise Missing(f"{name} is not built: make bench builds it in {self.settings.programs}")
        return found[0]

    def optional(self, start: Callable[[], T]) -> T | None:
        """What `start` gives; None, told loudly and remembered, when that contestant is missing."""
        try:
            return start()
        except Missing as missing:
            self.tell_missing(str(missing))
            return None

    def tell_missing(self, what: str) -> None:
        if what not in self.missing:
            self.missing.append(what)
        print(f"  MISSING: {what}", file=sys.stderr, flush=True)

    def imprint(self, data: Path) -> Process:
        return self.started(contestants.start_imprint(self.settings.imprint, data, self.folder("imprint")))

    def loop(self, answers: list[bytes]) -> Process:
        folder = self.folder("loop")
        files = []
        for n, answer in enumerate(answers):
            files.append(folder / str(n))
            files[-1].write_bytes(answer)
        return self.started(contestants.start_loop(self.program("bench_loop"), files, folder))

    def nginx(self, body: bytes) -> Process:
        return self.started(contestants.start_nginx(body, self.folder("nginx")))

    def stop(self, *servers: Process) -> None:
        """Stops these servers, or without any all that run."""
        for server in servers or tuple(reversed(self._running)):
            try:
                server.stop()
            finally:
                self._running.remove(server)

    def discard(self, folder: Path) -> None:
        shutil.rmtree(folder, ignore_errors=True)
