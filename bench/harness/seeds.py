"""Stores that bench_seed fills: templates for the catalogue, installations for everything else."""
import json
import time
from dataclasses import dataclass
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
    lines = []
    for account in [told, *told["accounts"]]:
        for resource in account["resources"]:
            path = f"/v1/{resource['collection']}/{resource['id']}"
            # Some resources are deleted by intent, and answer 404.
            if account is told or fetch(server.url + path, account["token"]).status == 200:
                lines.append(f"{path}\t{account['token']}")
    file = bench.folder("paths") / "paths"
    file.write_text("\n".join(lines))
    return file
