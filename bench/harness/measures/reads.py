"""Reads beside servers that send the same bytes."""
from ..answers import good
from ..bench import Bench
from ..load import Target
from ..outcome import Failed, Outcome
from ..rounds import drive_all, note, rate_check, raw
from ..world import World, imprint_world, installed_paths, peer_name, peer_world, workers

CLIENTS = 64


def get_template(bench: Bench) -> Outcome:
    line = "GET /v1/templates/{_id}, with its token check"
    world = imprint_world(bench, 10)
    ours = world.template(10)
    answer = good(world.server.url + ours.path, world.token)
    targets = {"imprint": (ours, CLIENTS)}
    if loop := bench.optional(lambda: bench.loop([answer.whole])):
        targets["loop"] = (Target(loop, "/0"), CLIENTS)
        expect_body(loop.url + "/0", answer.body)
    if nginx := bench.optional(lambda: bench.nginx(answer.body)):
        targets["nginx"] = (Target(nginx, "/answer"), CLIENTS)
        expect_body(nginx.url + "/answer", answer.body)
    if peer := bench.optional(lambda: peer_world(bench, 10, workers=workers())):
        targets[peer_name(workers())] = (peer.template(10), CLIENTS)
        expect_members(peer, ours.path, peer.template(10).path, world)
    loads = drive_all(bench, targets)
    outcome = Outcome(raw=raw(loads), notes=[note("Get template", loads)])
    if loop:
        outcome.checks.append(rate_check(line, "get template : loop", loads, "imprint", "loop", 0.7))
    if nginx:
        outcome.checks.append(rate_check(line, "get template : nginx", loads, "imprint", "nginx", 1.0))
    return outcome


def read_installed(bench: Bench) -> Outcome:
    line = "read of an installed resource of a 1,000-resource integration"
    resources = 100 if bench.settings.quick else 1000
    world = imprint_world(bench, resources)
    paths = installed_paths(world, resources)
    folder = bench.folder("paths")
    (folder / "imprint").write_text("\n".join(paths))
    answers = [good(world.server.url + path, world.token).whole for path in paths]
    targets = {"imprint": (world.get_any(folder / "imprint"), CLIENTS)}
    if loop := bench.optional(lambda: bench.loop(answers)):
        (folder / "loop").write_text("\n".join(f"/{n}" for n in range(len(answers))))
        targets["loop"] = (Target(loop, paths=folder / "loop"), CLIENTS)
        last = len(answers) - 1
        expect_body(f"{loop.url}/{last}", answers[last].partition(b"\r\n\r\n")[2])
    loads = drive_all(bench, targets)
    outcome = Outcome(raw=raw(loads), notes=[note("Read of an installed resource", loads)])
    if loop:
        outcome.checks.append(rate_check(line, "read : loop", loads, "imprint", "loop", 0.6))
    return outcome


def preview_1000(bench: Bench) -> Outcome:
    line = "preview of 1,000 resources (about 1 MB)"
    world = imprint_world(bench, 1000)
    ours = world.preview(1000)
    answer = good(world.server.url + ours.path, world.token)
    # Fewer clients: each answer is a megabyte, and 16 keep both cores busy.
    clients = 16
    targets = {"imprint": (ours, clients)}
    if loop := bench.optional(lambda: bench.loop([answer.whole])):
        targets["loop"] = (Target(loop, "/0"), clients)
        expect_body(loop.url + "/0", answer.body)
    if peer := bench.optional(lambda: peer_world(bench, 1000, workers=workers())):
        targets[peer_name(workers())] = (peer.preview(1000), clients)
        expect_members(peer, ours.path, peer.preview(1000).path, world)
    loads = drive_all(bench, targets)
    outcome = Outcome(raw=raw(loads), notes=[note(f"Preview of {len(answer.body):,} bytes", loads)])
    if loop:
        outcome.checks.append(rate_check(line, "preview : loop", loads, "imprint", "loop", 0.5))
    return outcome


def expect_body(url: str, body: bytes) -> None:
    if good(url).body != body:
        raise Failed(f"{url} answers other bytes than Imprint")


def expect_members(peer: World, ours: str, theirs: str, world: World) -> None:
    """The peer answers an object of the same members; ids and times are its own."""
    mine, other = world.client(), peer.client()
    expected, got = mine.json("GET", ours), other.json("GET", theirs)
    mine.close()
    other.close()
    if sorted(expected) != sorted(got):
        raise Failed(f"the peer answers {sorted(got)} where Imprint answers {sorted(expected)}")
    if len(expected.get("objects", [])) != len(got.get("objects", [])):
        raise Failed("the peer's preview has another number of resources")
