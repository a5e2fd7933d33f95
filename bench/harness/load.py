"""Drives one server by wrk and gathers what came of it."""
import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import urlsplit

from .outcome import Failed
from .process import Process, run

SCRIPTS = Path(__file__).resolve().parent


@dataclass
class Target:
    """What is asked of a server: one path, or one drawn from a file of paths for each request."""
    server: Process
    path: str = ""
    paths: Path | None = None
    token: str = ""
    method: str = "GET"
    body: str = ""


@dataclass
class Load:
    per_second: float
    p50_us: float
    p99_us: float
    max_us: float
    requests: int
    bytes: int
    cpu_us: float  # of the server, for each request
    resident: int  # bytes of the server after the run

    def as_json(self) -> dict[str, object]:
        return asdict(self)


def drive(target: Target, clients: int, seconds: float) -> Load:
    """`clients` connections, each with one request at a time. Failed when any request is lost or
    answered other than well."""
    before = target.server.cpu_seconds()
    got = _wrk(target, clients, seconds)
    used = target.server.cpu_seconds() - before
    if got["failed"]:
        raise Failed(f"{got['failed']} requests of {got['requests']} to {target.server.name} failed")
    if not got["requests"]:
        raise Failed(f"{target.server.name} answered nothing within {seconds} seconds")
    return Load(per_second=got["requests"] / (got["micros"] / 1e6), p50_us=got["p50_us"],
                p99_us=got["p99_us"], max_us=got["max_us"], requests=got["requests"],
                bytes=got["bytes"], cpu_us=used * 1e6 / got["requests"],
                resident=target.server.resident_bytes())


def _wrk(target: Target, clients: int, seconds: float) -> dict[str, int]:
    environment = {"BENCH_LUA": str(SCRIPTS), "BENCH_METHOD": target.method, "BENCH_BODY": target.body,
                   "BENCH_PATHS": str(target.paths or "")}
    script = SCRIPTS / ("many.lua" if target.paths else "one.lua")
    parts = urlsplit(target.server.url)
    # wrk takes whole seconds, or their number with a unit; it knows no smaller unit than a second.
    command = ["env", *(f"{name}={value}" for name, value in environment.items()),
               "wrk", f"-t{min(clients, 2, os.cpu_count() or 1)}", f"-c{clients}",
               f"-d{max(1, round(seconds))}s", "--timeout", "30s", "-s", str(script)]
    if target.token:
        command += ["-H", f"Authorization: Bearer {target.token}"]
    if target.body:
        command += ["-H", "Content-Type: application/json"]
    printed = run([*command, f"http://{parts.netloc}{target.path or '/'}"])
    for line in printed.splitlines():
        if line.startswith("BENCH "):
            return json.loads(line[len("BENCH "):])
    raise Failed(f"wrk told nothing: {printed[-500:]}")
