"""Contestants take turns: in each round every one of them runs once, in an order drawn anew, so that
whatever else the machine does falls on all of them."""
import statistics
from collections.abc import Callable, Mapping
from typing import TypeVar

from .bench import Bench
from .load import Load, Target, drive, drive_one
from .outcome import Check, Failed

T = TypeVar("T")
WARM_UP_SECONDS = 1
Loads = dict[str, list[Load]]


def interleave(bench: Bench, contestants: Mapping[str, Callable[[], T]], rounds: int) -> dict[str, list[T]]:
    """What each contestant gave in each round."""
    gathered: dict[str, list[T]] = {name: [] for name in contestants}
    for _ in range(rounds):
        names = list(contestants)
        bench.random.shuffle(names)
        for name in names:
            gathered[name].append(contestants[name]())
    return gathered


def drive_all(bench: Bench, targets: Mapping[str, tuple[Target, int]], rounds: int | None = None) -> Loads:
    """Loads of each target, each with its number of clients, after a second of warm-up each."""
    seconds = bench.settings.seconds
    for target, clients in targets.values():
        warm_up(bench, target, clients)
    turns = {name: (lambda t=target, c=clients: drive(t, c, seconds))
             for name, (target, clients) in targets.items()}
    return interleave(bench, turns, rounds or bench.settings.rounds)


def one_client(bench: Bench, target: Target, seconds: float) -> Callable[[], Load]:
    """A turn of one client with exact times, after a warm-up by the same client."""
    client = bench.program("bench_client")
    if not bench.settings.quick:
        drive_one(client, target, WARM_UP_SECONDS)
    return lambda: drive_one(client, target, seconds)


def warm_up(bench: Bench, target: Target, clients: int) -> None:
    """Connections, caches and the compiler of a peer: what the first second is spent on counts not."""
    if not bench.settings.quick:
        drive(target, clients, WARM_UP_SECONDS)


def exact_p99(runs: list[Load]) -> list[float]:
    """Failed where the client was one that does not know."""
    times = [run.p99_us for run in runs if run.p99_us is not None]
    if len(times) != len(runs):
        raise Failed("a p99 is asked of a client that made samples up")
    return times


def ratios(ours: list[float], theirs: list[float]) -> list[float]:
    """Round by round: what was measured next to each other is compared."""
    return [a / b for a, b in zip(ours, theirs, strict=True)]


def rates(loads: list[Load]) -> list[float]:
    return [load.per_second for load in loads]


def rate_check(line: str, name: str, loads: Loads, ours: str, theirs: str, target: float) -> Check:
    """Requests per second of `ours` against `theirs`, to be at least `target` of them."""
    return Check(line, name, with_cpu(loads[ours]), f"{theirs} {with_cpu(loads[theirs])}",
                 ratios(rates(loads[ours]), rates(loads[theirs])), target, "at least")


def per_second(loads: list[Load]) -> str:
    return f"{statistics.median(rates(loads)):,.0f}/s"


def with_cpu(loads: list[Load]) -> str:
    return f"{per_second(loads)}, {micros(statistics.median(load.cpu_us for load in loads))} of CPU each"


def raw(loads: Loads) -> dict[str, object]:
    return {name: [load.as_json() for load in runs] for name, runs in loads.items()}


def note(what: str, loads: Loads) -> str:
    """Everyone's medians in words: rate, times, and the server's CPU for each request."""
    def median(runs: list[Load], field: str) -> float:
        return statistics.median(getattr(load, field) for load in runs)

    def tail(runs: list[Load]) -> str:
        return "" if runs[0].p99_us is None else f"p99 {micros(median(runs, 'p99_us'))}, "
    told = [f"{name} {per_second(runs)} (p50 {micros(median(runs, 'p50_us'))}, {tail(runs)}"
            f"{micros(median(runs, 'cpu_us'))} of CPU each)" for name, runs in loads.items()]
    return f"{what}: {'; '.join(told)}"


def micros(value: float) -> str:
    if value >= 1000:
        return f"{value / 1000:.2f} ms"
    return f"{value:.0f} µs" if value >= 10 else f"{value:.2g} µs"
