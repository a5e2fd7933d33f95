"""A process that has nothing to do: how soon it is there and what it takes."""
import statistics
import time

from ..bench import Bench
from ..contestants import await_answer
from ..outcome import Check, Outcome

STARTS = 10


def idle(bench: Bench) -> Outcome:
    """Ready means the first 200 of /readyz, from just before the process is made. The data folder is
    new the first time; the median is of starts on a folder that is there."""
    line = "idle process"
    data = bench.folder("data")
    starts, memory = [], []
    for _ in range((3 if bench.settings.quick else STARTS) + 1):
        server = bench.imprint(data)
        await_answer(server, "/readyz")
        starts.append((time.perf_counter() - server.started) * 1000)
        time.sleep(0.2)  # what comes after the start, such as the first sweep, counts as well
        memory.append(server.resident_bytes() / 1e6)
        bench.stop(server)
    first, *later = starts
    return Outcome(
        [Check(line, "idle: resident", f"{statistics.median(memory):.1f} MB", "", memory, 25, "at most", "MB"),
         Check(line, "idle: ready", f"{statistics.median(later):.1f} ms", "", later, 30, "at most", "ms")],
        raw={"starts_ms": starts, "resident_mb": memory},
        notes=[f"Start to ready on a new data folder: {first:.1f} ms"])
