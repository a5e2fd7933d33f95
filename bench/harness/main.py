"""The command line of bench/run."""
import argparse
import json
import shutil
import signal
import sys
import tempfile
import time
import traceback
from pathlib import Path
from typing import Any

from . import machine
from .bench import Bench, Settings
from .disk import refuse_memory
from .measures import MEASURES
from .outcome import Failed, Missing
from .table import table

ROOT = Path(__file__).resolve().parents[2]
STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def main() -> int:
    """0 when all was measured, 1 when anything was missing or failed, 130 when it was interrupted.
    That a target is not reached is a result, and no failure."""
    arguments = parse()
    for number in STOPPING:
        signal.signal(number, interrupt)
    arguments.results.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(prefix="work-", dir=arguments.work or arguments.results)).resolve()
    bench = Bench(Settings(ROOT, work, arguments.results, arguments.imprint.resolve(),
                           arguments.programs.resolve(), arguments.rounds, arguments.seconds,
                           arguments.quick))
    try:
        refuse_memory(work)
        if not arguments.imprint.exists():
            raise Failed(f"{arguments.imprint} is not built: make build")
        results = run_all(bench, arguments.only or list(MEASURES))
        return write(results, arguments.results)
    except Failed as failed:
        print(f"bench: {failed}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("bench: interrupted", file=sys.stderr)
        return 130
    finally:
        for number in STOPPING:
            signal.signal(number, signal.SIG_IGN)  # nothing may stop the stopping
        bench.stop()
        shutil.rmtree(work, ignore_errors=True)


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench/run", description="Measures Imprint beside its ceilings and "
                                     "peers, and writes bench/results/. `make bench` builds what it needs.")
    parser.add_argument("--only", nargs="+", metavar="NAME", choices=list(MEASURES),
                        help=f"only these measures: {', '.join(MEASURES)}")
    parser.add_argument("--rounds", type=int, help="turns of each contestant (5)")
    parser.add_argument("--seconds", type=int, help="of each turn (2)")
    parser.add_argument("--quick", action="store_true",
                        help="about two minutes that show that everything works; its figures mean nothing")
    parser.add_argument("--imprint", type=Path, default=ROOT / "build/release/imprint")
    parser.add_argument("--programs", type=Path, default=ROOT / "build/bench",
                        help="the build folder of the ceilings and parts")
    parser.add_argument("--results", type=Path, default=ROOT / "bench/results")
    parser.add_argument("--work", type=Path, help="folder for data, on a disk (the results')")
    arguments = parser.parse_args()
    arguments.rounds = arguments.rounds or (1 if arguments.quick else 5)
    arguments.seconds = arguments.seconds or (1 if arguments.quick else 2)
    return arguments


def interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def run_all(bench: Bench, names: list[str]) -> dict[str, Any]:
    settings = bench.settings
    if not settings.quick:
        machine.await_quiet()
    results: dict[str, Any] = {
        "machine": machine.describe(settings.root, settings.work), "quick": settings.quick,
        "rounds": settings.rounds, "seconds": settings.seconds, "measures": {}, "missing": bench.missing}
    start = time.monotonic()
    for name in names:
        print(f"{time.monotonic() - start:5.0f} s  {name}", flush=True)
        results["measures"][name] = run_one(bench, name)
        results["took_seconds"] = round(time.monotonic() - start)
        keep(results, settings.results)  # so that what stops a run takes only what was not yet measured
    return results


def keep(results: dict[str, Any], folder: Path) -> None:
    """Writes results.json, whole or not at all."""
    new = folder / "results.json.new"
    new.write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n")
    new.replace(folder / "results.json")


def run_one(bench: Bench, name: str) -> dict[str, Any]:
    try:
        outcome = MEASURES[name](bench)
    except Missing as missing:
        bench.tell_missing(str(missing))
        return {"error": str(missing)}
    except (Failed, OSError) as failed:
        print(f"  FAILED: {failed}", file=sys.stderr, flush=True)
        return {"error": str(failed)}
    except Exception as odd:  # a fault of the harness: the other measures go on
        traceback.print_exc()
        return {"error": f"{type(odd).__name__}: {odd}"}
    finally:
        bench.stop()
    for check in outcome.checks:
        print(f"  {'reached' if check.reached else 'NOT REACHED'}: {check.name} {check.median:,.3g} {check.unit}"
              f" ({check.better} {check.target:g})", flush=True)
    return outcome.as_json()


def write(results: dict[str, Any], folder: Path) -> int:
    (folder / "table.md").write_text(table(results))
    from .plots import draw  # takes a second to load, and a run may fail before
    files = draw(results, folder)
    print(f"{results['took_seconds']} s; wrote {folder}/table.md, results.json and {len(files)} plots")
    failed = [name for name, measure in results["measures"].items() if "error" in measure]
    if failed or results["missing"]:
        print(f"bench: not complete. Failed: {', '.join(failed) or 'none'}. Missing: "
              f"{'; '.join(results['missing']) or 'nothing'}", file=sys.stderr)
        return 1
    return 0
