"""Drives one server, by wrk or by bench_client, and gathers what came of it."""
import json
import os
import tempfile
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
    p99_us: float | None  # None where wrk was the client: see drive
    requests: int
    cpu_us: float  # of the server, for each request
    resident: int  # bytes of the server after the run

    def as_json(self) -> dict[str, object]:
        return asdict(self)


def drive(target: Target, clients: int, seconds: float) -> Load:
    """wrk with `clients` connections, each with one request at a time. Failed when any request is lost or
    refused. For rates: to the times of answers that took over twice as long as most, wrk adds shorter ones
    that nobody saw, so its p50 is a guide and its p99 is not told."""
    before = target.server.cpu_seconds()
    got = _wrk(target, clients, seconds)
    used = target.server.cpu_seconds() - before
    if got["failed"]:
        raise Failed(f"{got['failed']} requests of {got['requests']} to {target.server.name} failed")
    if not got["requests"]:
        raise Failed(f"{target.server.name} answered nothing within {seconds} seconds")
    return Load(per_second=got["requests"] / (got["micros"] / 1e6), p50_us=got["p50_us"], p99_us=None,
                requests=got["requests"], cpu_us=used * 1e6 / got["requests"],
                resident=target.server.resident_bytes())


def drive_one(client: Path, target: Target, seconds: float) -> Load:
    """`client` (bench_client) with one connection, the paths in turn, and the exact time of each request.
    Failed when any is lost or answered other than by 2xx."""
    with tempfile.NamedTemporaryFile("w", suffix=".requests") as requests:
        requests.write("\n".join(_request_lines(target)))
        requests.flush()
        before = target.server.cpu_seconds()
        got = json.loads(run([str(client), "--url", target.server.url, "--requests", requests.name,
                              "--seconds", str(seconds), "--token", target.token]))
        used = target.server.cpu_seconds() - before
    return Load(per_second=got["per_second"], p50_us=got["p50_us"], p99_us=got["p99_us"],
                requests=got["requests"], cpu_us=used * 1e6 / got["requests"],
                resident=target.server.resident_bytes())


def _request_lines(target: Target) -> list[str]:
    # A line of paths may have a token behind a tab, and bench_client takes it as it stands.
    paths = target.paths.read_text().splitlines() if target.paths else [target.path]
    return [f"{target.method} {path} {target.body}".rstrip() if target.body else f"{target.method} {path}"
            for path in paths]


def _wrk(target: Target, clients: int, seconds: float) -> dict[str, int]:
    environment = {"BENCH_LUA": str(SCRIPTS), "BENCH_METHOD": target.method, "BENCH_BODY": target.body,
                   "BENCH_PATHS": str(target.paths or "")}
    script = SCRIPTS / ("many.lua" if target.paths else "one.lua")
    parts = urlsplit(target.server.url)
    # wrk takes whole seconds, or their number with a unit; it knows no smaller unit than a second.
    command = ["env", *(f"{name}={value}" for name, value in environment.items()),
               "wrk", f"-t{min(clients, max(2, (os.cpu_count() or 1) // 2))}", f"-c{clients}",
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
