"""What a million installations change: reads, the start, memory and the file."""
import statistics
import time

from ..answers import good
from ..bench import Bench
from ..contestants import await_answer
from ..disk import bytes_in
from ..load import Target
from ..outcome import Check, Curve, Outcome
from ..rounds import drive_all, note, rates, ratios, raw, with_cpu
from ..seeds import Installed, Seed, seed, serve_installations
from .curves import one_by_one
from .installs import commits

FEW, MANY = 1_000, 1_000_000
STARTS = 5


def sizes(bench: Bench) -> list[int]:
    return [100, 1_000, 10_000] if bench.settings.quick else [FEW, 10_000, 100_000, MANY]


def installations_1m(bench: Bench) -> Outcome:
    few, *_, many = sizes(bench)
    line = f"{many:,} installations: "
    small, large = seed(bench, "installations", few), seed(bench, "installations", many)
    starts = starts_of(bench, large)
    with_few, with_many = serve_installations(bench, small), serve_installations(bench, large)
    outcome = Outcome(raw={"starts_ms": starts, "seed_seconds": large.seconds})
    for what, clients in (("get template", 64), ("read", 64), ("preview", 16)):
        loads = drive_all(bench, {"few": (target_of(with_few, what), clients),
                                  "many": (target_of(with_many, what), clients)},
                          min(bench.settings.rounds, 3))
        outcome.raw[what] = raw(loads)
        outcome.checks.append(Check(
            f"{line}every read above", f"{what}, with few : with many", with_cpu(loads["many"]),
            f"{with_cpu(loads['few'])}, with {few:,}", ratios(rates(loads["few"]), rates(loads["many"])),
            1.3, "at most"))
        outcome.notes.append(note(f"{what} with {few:,} (few) and {many:,} (many) installations", loads))
    resident = with_many.world.server.resident_bytes() / 1e6
    outcome.checks += [
        Check(f"{line}start to ready", "start to ready", f"{statistics.median(starts):.0f} ms", "", starts,
              300, "at most", "ms"),
        Check(f"{line}resident memory", "resident after the reads", f"{resident:.0f} MB", "", [resident],
              150, "at most", "MB")]
    outcome.notes.append(f"{many:,} installations were seeded in {large.seconds:.0f} s and take "
                         f"{bytes_in(large.data) / 1e6:,.0f} MB on disk")
    return outcome


def target_of(one: Installed, what: str) -> Target:
    return {"get template": one.partner_template, "read": Target(one.world.server, paths=one.paths),
            "preview": one.world.preview(1000)}[what]


def starts_of(bench: Bench, seeded: Seed) -> list[float]:
    """Milliseconds from making the process to the first 200 of /readyz."""
    times = []
    for _ in range(2 if bench.settings.quick else STARTS):
        server = bench.imprint(seeded.data)
        await_answer(server, "/readyz")
        times.append((time.perf_counter() - server.started) * 1000)
        bench.stop(server)
    return times


def by_installations(bench: Bench) -> Outcome:
    counts = sizes(bench)
    time_plot, start_plot, memory_plot = ("installations: time", "installations: start",
                                          "installations: memory and disk")
    rows: dict[str, list[float]] = {name: [] for name in (
        "read", "read_loop", "install", "commit", "start", "resident", "disk")}
    for count in counts:
        for name, value in figures_with(bench, seed(bench, "installations", count)).items():
            rows[name].append(value)
    x = [float(count) for count in counts]
    curves = [
        Curve(time_plot, "install of 10, ids (p50)", x, rows["install"]),
        Curve(time_plot, "bare one-row commit (p50)", x, rows["commit"], "ceiling"),
        Curve(time_plot, "read one resource (p50)", x, rows["read"]),
        Curve(time_plot, "loop sending as much (p50)", x, rows["read_loop"], "ceiling"),
        Curve(start_plot, "start to ready", x, rows["start"]),
        Curve(start_plot, "to stay under", x, [300] * len(x), "limit"),
        Curve(memory_plot, "database file", x, rows["disk"]),
        Curve(memory_plot, "resident memory", x, rows["resident"]),
        Curve(memory_plot, "resident memory to stay under", x, [150] * len(x), "limit")]
    return Outcome(curves=curves, raw={"installations": counts} | rows)


def figures_with(bench: Bench, seeded: Seed) -> dict[str, float]:
    """By one client; times in microseconds, sizes in megabytes, the start in milliseconds."""
    disk = bytes_in(seeded.data) / 1e6
    start = statistics.median(starts_of(bench, seeded))
    one = serve_installations(bench, seeded)
    path, _, token = one.paths.read_text().splitlines()[-1].partition("\t")
    loop = bench.loop([good(one.world.server.url + path, token).whole])
    loads = one_by_one(bench, {"read": Target(one.world.server, paths=one.paths), "read_loop": Target(loop, "/0")})
    resident = one.world.server.resident_bytes() / 1e6
    loads |= one_by_one(bench, {"install": one.world.install(10, ids_only=True)})
    figures = {name: load.p50_us for name, load in loads.items()}
    figures |= {"commit": commits(bench, 1, 1)["p50_us"], "start": start,
                "resident": resident, "disk": disk}
    bench.stop()
    return figures
