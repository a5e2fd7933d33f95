"""Durable installs beside bare commits, and beside what one would write instead."""
import json
import statistics
from functools import partial

from ..answers import good
from ..bench import Bench
from ..load import Target, drive
from ..outcome import Check, Failed, Outcome
from ..process import run
from ..rounds import drive_all, exact_p99, interleave, micros, note, one_client, ratios, raw, warm_up, with_cpu
from ..world import World, imprint_world, peer_name, peer_world

WAITING = 64
WAYS = {"queue": "64 threads that share commits", "batch": "one thread, 64 rows a transaction"}


def commits(bench: Bench, waiting: int, seconds: float, way: str = "queue") -> dict[str, float]:
    """What bench_commits tells: {"per_second", "p50_us", "p99_us"}, on a new database."""
    program = bench.program("bench_commits")
    folder = bench.folder("commits")
    told = json.loads(run([str(program), "--data", str(folder), "--waiting", str(waiting),
                           "--seconds", str(seconds), "--way", way]))
    bench.discard(folder)
    return told


def installs_64(bench: Bench) -> Outcome:
    line = "durable installs/s, 64 clients, answer limited to ids"
    world = imprint_world(bench, 10, 1000)
    expect_ids(world, 10)
    expect_ids(world, 1000)
    program = bench.optional(lambda: bench.program("bench_commits"))
    turns = {str(size): partial(drive, world.install(size, ids_only=True), WAITING, bench.settings.seconds)
             for size in (10, 1000)}
    if program:
        turns |= {way: partial(commits, bench, WAITING, bench.settings.seconds, way) for way in WAYS}
    for size in (10, 1000):
        warm_up(bench, world.install(size, ids_only=True), WAITING)
    got = interleave(bench, turns, bench.settings.rounds)
    loads = {name: got[name] for name in ("10", "1000")}
    small, large = ([load.per_second for load in loads[name]] for name in ("10", "1000"))
    outcome = Outcome(raw=raw(loads) | {f"commits, {way}": got.get(way) for way in WAYS},
                      notes=[note("Installs by 64 clients, by resources", loads)])
    if program:
        bare = {way: [commit["per_second"] for commit in got[way]] for way in WAYS}
        rates = {way: statistics.median(runs) for way, runs in bare.items()}
        best, other = sorted(WAYS, key=lambda way: rates[way], reverse=True)
        outcome.checks.append(Check(
            line, "installs : group commit", with_cpu(loads["10"]),
            f"{rates[best]:,.0f} rows/s ({WAYS[best]})", ratios(small, bare[best]), 0.5, "at least"))
        outcome.notes.append(f"Group commit of one row: {WAYS[best]} {rates[best]:,.0f}/s (the ceiling, as it is "
                             f"the better); {WAYS[other]} {rates[other]:,.0f}/s")
    outcome.checks.append(Check(
        line + "; 1,000 resources against 10", "installs of 10 : of 1,000", with_cpu(loads["1000"]),
        f"{with_cpu(loads['10'])}, of 10 resources", ratios(small, large), 1.5, "at most"))
    return outcome


def install_1000_one(bench: Bench) -> Outcome:
    line = "durable install of 1,000 resources, one client, p99"
    world = imprint_world(bench, 1000)
    expect_ids(world, 1000)
    bench.program("bench_commits")
    seconds = bench.settings.seconds
    got = interleave(bench, {
        "imprint": one_client(bench, world.install(1000, ids_only=True), seconds),
        "full": one_client(bench, world.install(1000, ids_only=False), seconds),
        "commits": partial(commits, bench, 1, seconds),
    }, bench.settings.rounds)
    ours = exact_p99(got["imprint"])
    bare = [commit["p99_us"] for commit in got["commits"]]
    loads = {name: got[name] for name in ("imprint", "full")}
    p50 = statistics.median(commit["p50_us"] for commit in got["commits"])
    check = Check(line, "install of 1,000, p99 : commit", micros(statistics.median(ours)),
                  f"commit {micros(statistics.median(bare))}", ratios(ours, bare), 3, "at most")
    told = note("Install of 1,000 resources by one client", loads)
    return Outcome([check], raw=raw(loads) | {"commits": got["commits"]},
                   notes=[f"{told}; bare commit p50 {micros(p50)}"])


def install_50_full(bench: Bench) -> Outcome:
    line = "installs/s of 50 resources against the Fastify peer, full answer"
    world, peer = imprint_world(bench, 50), peer_world(bench, 50)
    expect_same_documents(world, peer, 50)
    targets: dict[str, tuple[Target, int]] = {}
    for clients in (1, WAITING):
        targets[f"imprint, {clients}"] = (world.install(50, ids_only=False), clients)
        targets[f"{peer_name(1)}, {clients}"] = (peer.install(50, ids_only=False), clients)
    loads = drive_all(bench, targets)

    def best(who: str) -> str:
        names = (f"{who}, {clients}" for clients in (1, WAITING))
        return max(names, key=lambda name: statistics.median(load.per_second for load in loads[name]))
    ours, theirs = best("imprint"), best(peer_name(1))
    check = Check(line, "full installs of 50 : peer", f"{with_cpu(loads[ours])} ({ours} clients)",
                  f"{with_cpu(loads[theirs])} ({theirs} clients)",
                  ratios([load.per_second for load in loads[ours]],
                         [load.per_second for load in loads[theirs]]), 20, "at least")
    return Outcome([check], raw=raw(loads), notes=[note("Full installs of 50 resources", loads)])


def answer_of(world: World, resources: int, ids_only: bool) -> dict:
    target = world.install(resources, ids_only)
    return json.loads(good(world.server.url + target.path, world.token, "POST", target.body.encode()).body)


def expect_ids(world: World, resources: int) -> None:
    """The limited answer names every resource and shows none: or else it would not be that measure."""
    answer = answer_of(world, resources, ids_only=True)
    documents = [item["doc"] for item in answer["objects"]]
    if len(documents) < resources - 1:
        raise Failed(f"?fields=ids told {len(documents)} of {resources} resources")
    if any(set(document) != {"_id"} for document in documents):
        raise Failed("?fields=ids is not there: the install answered whole documents")


def expect_same_documents(world: World, peer: World, resources: int) -> None:
    """Both answer as many documents of the same models and members, from the same sources."""
    def shape(answer: dict) -> list[tuple[str, str, list[str]]]:
        return sorted((item["model"], item["doc"].get("_sourceId", ""), sorted(item["doc"]))
                      for item in answer["objects"])
    ours, theirs = (shape(answer_of(one, resources, ids_only=False)) for one in (world, peer))
    if ours != theirs:
        different = next((pair for pair in zip(ours, theirs) if pair[0] != pair[1]), (len(ours), len(theirs)))
        raise Failed(f"the peer's install differs: {different}")
