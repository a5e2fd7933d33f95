"""The parts of an install one by one, by Google Benchmark: bench_parts."""
import json
import os
import statistics
from typing import Any

from ..bench import Bench
from ..outcome import Check, Failed, Outcome
from ..process import run
from ..rounds import micros, ratios

COMPILE = "compile/5000/10240"  # resources / bytes of each: 50 MB
RENDERED_BYTES = 4096  # documents of so many and more count
CEILINGS = ("_memcpy", "_simdjson", "_zlib")
# Parts that make no bytes, each with what stands beside it: by items a second, or by the time of one.
BESIDE_BARE = {
    "store_read/token": "store_read_bare/token",
    "store_read/template": "store_read_bare/template",
    "store_read/installed": "store_read_bare/installed",
    "store_read/resource": "store_read_bare/resource",
    "store_write/install/real_time": "store_write_bare/row/real_time",
}
BESIDE_TIME = {"plan": ("plan_content", "finding the content"), "merge": ("merge_parse", "parsing the three")}
MICROSECONDS = {"ns": 1e-3, "us": 1, "ms": 1e3, "s": 1e6}

Speeds = dict[str, list[float]]  # of each benchmark in each repetition, by its whole name


def parts(bench: Bench) -> Outcome:
    repetitions = 1 if bench.settings.quick else 3
    command = [str(bench.program("bench_parts")), "--benchmark_format=json",
               f"--benchmark_repetitions={repetitions}", "--benchmark_enable_random_interleaving=true",
               f"--benchmark_min_time={0.02 if bench.settings.quick else 0.1}"]
    # The store's part has to be durable, so its files may not be in memory.
    os.environ["TMPDIR"] = str(bench.folder("parts"))
    told = json.loads(run(command))["benchmarks"]
    refuse_errors(told)
    speeds = speeds_of(told, "bytes_per_second")
    if COMPILE not in speeds:
        raise Failed(f"bench_parts has no {COMPILE}")
    return Outcome([compile_check(speeds), *render_checks(speeds)], raw={"benchmarks": told},
                   notes=[*beside_ceilings(speeds), *beside_bare(speeds_of(told, "items_per_second")),
                          *beside_times(times_of(told))])


def refuse_errors(told: list[dict[str, Any]]) -> None:
    for each in told:
        if each.get("error_occurred"):
            raise Failed(f"bench_parts: {each['name']}: {each.get('error_message')}")


def speeds_of(told: list[dict[str, Any]], counter: str) -> Speeds:
    speeds: Speeds = {}
    for each in told:
        if each.get("run_type") == "iteration" and counter in each:
            speeds.setdefault(each["run_name"], []).append(each[counter])
    return speeds


def times_of(told: list[dict[str, Any]]) -> Speeds:
    """Microseconds of the processor for one iteration."""
    times: Speeds = {}
    for each in told:
        if each.get("run_type") == "iteration":
            times.setdefault(each["run_name"], []).append(each["cpu_time"] * MICROSECONDS[each["time_unit"]])
    return times


def compile_check(speeds: Speeds) -> Check:
    rates = [speed / 1e6 for speed in speeds[COMPILE]]
    copy = [speed / 1e6 for speed in speeds["compile_memcpy" + COMPILE.removeprefix("compile")]]
    return Check("compile of a 50 MB bundle of 5,000 resources, one core", "compile, MB/s",
                 f"{statistics.median(rates):,.0f} MB/s", f"memcpy {statistics.median(copy):,.0f} MB/s",
                 rates, 300, "at least", "MB/s")


def render_checks(speeds: Speeds) -> list[Check]:
    """Of the sizes, the worst counts. `render_one` makes a document by itself, as a GET does, and
    `render` shares what all documents of an installation have in common, as a preview does."""
    checks = []
    for part in ("render", "render_one"):
        sizes = {int(name.partition("/")[2]): runs for name, runs in speeds.items()
                 if name.startswith(f"{part}/")}
        found = {size: ratios(runs, speeds[f"render_memcpy/{size}"])
                 for size, runs in sizes.items() if size >= RENDERED_BYTES}
        if not found:
            raise Failed(f"bench_parts has no {part} of a document over 4 KB")
        size = min(found, key=lambda each: statistics.median(found[each]))
        checks.append(Check(
            "render: half of memcpy for documents over 4 KB", f"{part} : memcpy",
            f"{statistics.median(sizes[size]) / 1e6:,.0f} MB/s ({size:,} bytes, the worst size)",
            f"memcpy {statistics.median(speeds[f'render_memcpy/{size}']) / 1e6:,.0f} MB/s",
            found[size], 0.5, "at least"))
    return checks


def beside_ceilings(speeds: Speeds) -> list[str]:
    """A note for each part and ceiling that has both, with all their sizes."""
    told: dict[str, list[str]] = {}
    for name, runs in sorted(speeds.items(), key=lambda each: natural(each[0])):
        part, slash, arguments = name.partition("/")
        for ceiling in CEILINGS:
            if other := speeds.get(f"{part.removesuffix('_one')}{ceiling}{slash}{arguments}"):
                told.setdefault(f"{part} beside {ceiling.removeprefix('_')}", []).append(
                    f"{arguments}: {statistics.median(runs) / 1e6:,.0f} MB/s, "
                    f"{statistics.median(ratios(runs, other)):.3g} of it")
    return [f"{part}: {'; '.join(sizes)}" for part, sizes in told.items()]


def beside_bare(speeds: Speeds) -> list[str]:
    """What the store makes of bare SQLite. Failed when one of them is not there."""
    told = []
    for name, bare in BESIDE_BARE.items():
        if absent := {name, bare} - set(speeds):
            raise Failed(f"bench_parts has no {', '.join(sorted(absent))}")
        told.append(f"{name.removesuffix('/real_time')} {statistics.median(speeds[name]):,.0f}/s, bare "
                    f"{statistics.median(speeds[bare]):,.0f}/s, "
                    f"{statistics.median(ratios(speeds[name], speeds[bare])):.3g} of it")
    return [f"Store beside bare SQLite: {'; '.join(told)}"]


def beside_times(times: Speeds) -> list[str]:
    told = []
    for part, (other, what) in BESIDE_TIME.items():
        sizes = sorted((name for name in times if name.startswith(f"{part}/")), key=natural)
        if not sizes:
            raise Failed(f"bench_parts has no {part}")
        rows = []
        for name in sizes:
            beside = times[other + name.removeprefix(part)]
            rows.append(f"{name.partition('/')[2]}: {micros(statistics.median(times[name]))}, {what} "
                        f"{micros(statistics.median(beside))}")
        told.append(f"{part}: {'; '.join(rows)}")
    return told


def natural(name: str) -> list[tuple[int, str]]:
    """So that 50 comes before 200."""
    return [(int(piece), "") if piece.isdigit() else (0, piece) for piece in name.split("/")]
