"""Stores that bench_seed fills: templates for the catalogue, installations for everything else."""
import json
import random
import time
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from .answers import Client, fetch
from .bench import Bench
from .load import Target
from .process import Process, run
from .world import World, make_token


@dataclass
class Seed:
    data: Path
    told: dict[str, Any]  # what bench_seed printed
    seconds: float


def seed(bench: Bench, what: str, count: int) -> Seed:
    """A store with `count` templates or installations, made once in a run."""
    def make() -> Seed:
        program = bench.program("bench_seed")
        data = bench.folder(f"{what}-{count}")
        print(f"  seeding {count:,} {what} ...", flush=True)
        start = time.perf_counter()
        printed = run([str(program), what, str(data), str(count)])
        return Seed(data, json.loads(printed), time.perf_counter() - start)
    return bench.once(f"seed {what} {count}", make)


@dataclass
class Installed:
    """A server over seeded installations, and a template of a partner there."""
    world: World
    partner_template: Target
    paths: Path  # of resources, each with its account's token


def serve_installations(bench: Bench, seeded: Seed) -> Installed:
    server = bench.imprint(seeded.data)
    told = seeded.told
    templates = {template["resources"]: template["id"] for template in told["templates"]}
    world = World(server, seeded.data, told["token"], told["connection"], templates,
                  {template["id"]: template["connection"] for template in told["templates"]})
    token = make_token(bench, seeded.data)
    partner = Client(server.url, token)
    own = partner.json("POST", "/v1/templates", {"name": "Measured"})["_id"]
    partner.close()
    return Installed(world, Target(server, f"/v1/templates/{own}", token=token), _paths(bench, server, told))


def _paths(bench: Bench, server: Process, told: dict[str, Any]) -> Path:
    """Half of the lines are of the client's own account, half of the others', however many those are: so
    stores of different sizes are asked for the same mixture."""
    own = _lines(server, told)
    others = [line for account in told["accounts"] for line in _lines(server, account)]
    most = max(len(own), len(others))
    file = bench.folder("paths") / "paths"
    lines = [*islice(cycle(own), most), *islice(cycle(others), most)]
    random.Random(6).shuffle(lines)  # bench_client takes them in turn
    file.write_text("\n".join(lines))
    return file


def _lines(server: Process, account: dict[str, Any]) -> list[str]:
    """The paths of an account's resources, without those that were deleted by intent and answer 404."""
    paths = [f"/v1/{resource['collection']}/{resource['id']}" for resource in account["resources"]]
    return [f"{path}\t{account['token']}" for path in paths
            if fetch(server.url + path, account["token"]).status == 200]
