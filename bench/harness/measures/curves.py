"""How costs grow with the size of a template and with the number of clients."""
import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing
from functools import partial
from pathlib import Path

from ..answers import good
from ..bench import Bench
from ..load import Load, Target, drive, drive_one
from ..outcome import Curve, Outcome
from ..rounds import interleave, warm_up
from ..world import COLLECTIONS, INSTALL, World, imprint_world, installed_paths, peer_name, peer_world, workers
from .installs import WAYS, answer_of, commits

SECONDS = 1
WARM_UP_SECONDS = 0.3
Point = dict[str, float]


def by_resources(bench: Bench) -> Outcome:
    sizes = [10, 100] if bench.settings.quick else [10, 100, 1000, 5000]
    world = imprint_world(bench, *sizes)
    peer = bench.optional(lambda: peer_world(bench, *sizes))
    points = [point_of(bench, world, peer, size) for size in sizes]
    installs, reads, disk = "resources: installs", "resources: reads", "resources: bytes"
    lines = [
        (installs, "install, ids (p50)", "install_ids", "imprint"),
        (installs, "install, full answer (p50)", "install_full", "imprint"),
        (installs, "bare one-row commit (p50)", "commit", "ceiling"),
        (installs, "loop sending the full answer (p50)", "full_loop", "ceiling"),
        (installs, "Fastify peer, full answer (p50)", "peer_full", "peer"),
        (reads, "preview (p50)", "preview", "imprint"),
        (reads, "read one (p50)", "read", "imprint"),
        (reads, "loop sending the preview (p50)", "preview_loop", "ceiling"),
        (reads, "loop sending one resource (p50)", "read_loop", "ceiling"),
        (reads, "Fastify peer, preview (p50)", "peer_preview", "peer"),
        (disk, "Imprint", "bytes", "imprint"),
        (disk, "the documents themselves", "documents", "ceiling"),
        (disk, "Fastify peer", "peer_bytes", "peer"),
    ]
    x = [float(size) for size in sizes]
    curves = [Curve(plot, label, x, [point[key] for point in points], kind)
              for plot, label, key, kind in lines if all(key in point for point in points)]
    return Outcome(curves=curves, raw={"resources": sizes, "points": points})


def point_of(bench: Bench, world: World, peer: World | None, size: int) -> Point:
    """By one client; p50 in microseconds, and bytes of the database for each install."""
    read = installed_paths(world, size)[-1]
    url, token = world.server.url, world.token
    install = good(url + INSTALL + world.templates[size], token, "POST",
                   world.install_body(world.templates[size]).encode())
    loop = bench.loop([install.whole, good(url + world.preview(size).path, token).whole,
                       good(url + read, token).whole])
    targets = {
        "install_ids": world.install(size, ids_only=True),
        "install_full": world.install(size, ids_only=False),
        "preview": world.preview(size), "read": world.get(read),
        "full_loop": Target(loop, "/0"), "preview_loop": Target(loop, "/1"), "read_loop": Target(loop, "/2")}
    if peer:
        targets |= {"peer_full": peer.install(size, ids_only=False), "peer_preview": peer.preview(size)}
    loads = one_by_one(bench, targets)
    point = {name: load.p50_us for name, load in loads.items()}
    point |= {"commit": commits(bench, 1, SECONDS)["p50_us"], "documents": float(len(install.body)),
              "bytes": bytes_each(world, size, 300)}
    if peer:
        point["peer_bytes"] = bytes_each(peer, size, 20 if size > 100 else 100)
    bench.stop(loop)
    return point


def one_by_one(bench: Bench, targets: Mapping[str, Target]) -> dict[str, Load]:
    """A turn of each by one client, each after a short warm-up; times are exact."""
    client = bench.program("bench_client")

    def turn(target: Target) -> Load:
        if not bench.settings.quick:
            drive_one(client, target, WARM_UP_SECONDS)
        return drive_one(client, target, SECONDS)
    return first_round(bench, targets, turn)


def first_round(bench: Bench, targets: Mapping[str, Target],
                turn: Callable[[Target], Load]) -> dict[str, Load]:
    got = interleave(bench, {name: (lambda t=target: turn(t)) for name, target in targets.items()}, 1)
    return {name: loads[0] for name, loads in got.items()}


def bytes_each(world: World, size: int, installs: int) -> float:
    """What one install takes in the database, its indexes included."""
    client = world.client()
    before = pages_of(world.data)
    target = world.install(size, ids_only=False)
    body = world.connection_map(world.templates[size])
    for _ in range(installs):
        client.bytes("POST", target.path, body)
    client.close()
    return (pages_of(world.data) - before) / installs


def pages_of(data: Path) -> int:
    """Bytes of the pages in use, those in the write-ahead log included."""
    total = 0
    for file in data.glob("*.db"):
        with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as database:
            size, count, free = (database.execute(f"PRAGMA {name}").fetchone()[0]
                                 for name in ("page_size", "page_count", "freelist_count"))
        total += size * (count - free)
    return total


def by_clients(bench: Bench) -> Outcome:
    counts = [1] if bench.settings.quick else [1, 4, 16, 64, 256]
    world = imprint_world(bench, 10)
    read = installed_paths(world, 10)[-1]
    url, token = world.server.url, world.token
    answer = good(url + world.template(10).path, token)
    loop = bench.loop([answer.whole, good(url + read, token).whole])
    targets = {"get": world.template(10), "get_loop": Target(loop, "/0"),
               "read": world.get(read), "read_loop": Target(loop, "/1"),
               "install": world.install(10, ids_only=True)}
    if nginx := bench.optional(lambda: bench.nginx(answer.body)):
        targets["get_nginx"] = Target(nginx, "/answer")
    if peer := bench.optional(lambda: peer_world(bench, 10, workers=workers())):
        targets |= {"get_peer": peer.template(10), "read_peer": peer.get(peer_read(peer, 10))}
    if writing_peer := bench.optional(lambda: peer_world(bench, 10)):
        targets["install_peer"] = writing_peer.install(10, ids_only=False)
    for target in targets.values():
        warm_up(bench, target, 64)
    rates: dict[str, list[float]] = {name: [] for name in [*targets, "commits"]}
    for clients in counts:
        turn = partial(drive, clients=clients, seconds=SECONDS)
        for name, load in first_round(bench, targets, turn).items():
            rates[name].append(load.per_second)
        ways = WAYS if clients > 1 else ["queue"]
        rates["commits"].append(max(commits(bench, clients, SECONDS, way)["per_second"] for way in ways))
    many = f"Fastify {peer_name(workers())}"
    lines = [("get", "Imprint", "imprint"), ("get_loop", "bare loop", "ceiling"),
             ("get_nginx", "nginx, from a file", "ceiling"), ("get_peer", many, "peer"),
             ("read", "Imprint", "imprint"), ("read_loop", "bare loop", "ceiling"),
             ("read_peer", many, "peer"), ("install", "Imprint, ids", "imprint"),
             ("commits", "SQLite group commit of a row, the better way", "ceiling"),
             ("install_peer", f"Fastify {peer_name(1)}, full answer", "peer")]
    x = [float(count) for count in counts]
    curves = [Curve(f"clients: {plot_of(key)}", label, x, rates[key], kind)
              for key, label, kind in lines if key in rates]
    return Outcome(curves=curves, raw={"clients": counts} | rates)


def plot_of(key: str) -> str:
    return {"get": "get template", "read": "read", "install": "install", "commits": "install"}[
        key.partition("_")[0]]


def peer_read(peer: World, size: int) -> str:
    last = answer_of(peer, size, ids_only=False)["objects"][-1]
    return f"/v1/{COLLECTIONS[last['model']]}/{last['doc']['_id']}"
