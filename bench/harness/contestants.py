"""The servers that are compared: how each is started, as a careful operator would start it."""
import os
import pwd
import grp
import shutil
import socket
import time
from pathlib import Path

from .answers import fetch
from .outcome import Failed, Missing
from .process import Process

PEER = Path(__file__).resolve().parents[1] / "peers" / "fastify"


def start_imprint(binary: Path, data: Path, logs: Path) -> Process:
    """With its defaults: text log of each request to a file, all limits, the embedded store."""
    return Process("imprint", [str(binary), "serve", "--listen", "127.0.0.1:0", "--data", str(data)], logs)


def start_loop(binary: Path, files: list[Path], logs: Path) -> Process:
    """Answers /0 with the bytes of the first file, /1 with the second's ..."""
    return Process("bench_loop", [str(binary), *map(str, files)], logs)


def start_peer(data: Path, bundles: list[Path], token: str, connection: str, workers: int,
               logs: Path) -> tuple[Process, list[str]]:
    """The Fastify server on a new data folder, and the ids of its templates in the order of `bundles`."""
    if not (PEER / "server.mjs").exists():
        raise Missing("the Fastify peer is not written: bench/peers/fastify/server.mjs")
    if not (PEER / "node_modules" / ".installed-from").exists():
        raise Missing("the Fastify peer is not installed: run bench/peers/install")
    command = ["node", str(PEER / "server.mjs"), "--listen", "127.0.0.1:0", "--data", str(data),
               "--token", token, "--connection", connection]
    if workers > 1:
        command += ["--workers", str(workers)]
    for bundle in bundles:
        command += ["--template", str(bundle)]
    server = Process("peer", command, logs)
    try:
        return server, _announced_ids(server, bundles)
    except BaseException:
        server.stop()
        raise


def _announced_ids(server: Process, bundles: list[Path]) -> list[str]:
    ids = {}
    for line in server.out_path.read_text().splitlines():
        if line.startswith("template "):
            folder, _, template = line[len("template "):].rpartition(" ")
            ids[folder] = template
    if missing := [bundle for bundle in bundles if str(bundle) not in ids]:
        raise Failed(f"the peer did not tell the template of {missing[0].name}")
    return [ids[str(bundle)] for bundle in bundles]


NGINX = """\
daemon off;
{user}
worker_processes auto;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 1024; }}
http {{
  sendfile on;
  tcp_nopush on;
  tcp_nodelay on;
  keepalive_timeout 75s;
  keepalive_requests 1000000000;
  open_file_cache max=100 inactive=1h;
  open_file_cache_valid 1h;
  types {{ }}
  default_type "application/json; charset=utf-8";
  log_format line '$time_iso8601 $request_id $remote_addr $request_method $uri $status $bytes_sent $request_time';
  access_log {folder}/access.log line buffer=64k flush=1s;
  client_body_temp_path {folder}/t1; proxy_temp_path {folder}/t2; fastcgi_temp_path {folder}/t3;
  uwsgi_temp_path {folder}/t4; scgi_temp_path {folder}/t5;
  server {{ listen 127.0.0.1:{port} reuseport; root {folder}/files; }}
}}
"""


def start_nginx(body: bytes, folder: Path) -> Process:
    """Serves `body` at /answer from a file: sendfile, long-lived connections, the file kept open, one
    buffered log line a request."""
    binary = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/sbin")
    if not binary:
        raise Missing("nginx is not installed: scripts/setup bench")
    (folder / "files").mkdir(parents=True, exist_ok=True)
    (folder / "files" / "answer").write_bytes(body)
    port = free_port()
    (folder / "nginx.conf").write_text(NGINX.format(folder=folder, port=port, user=_nginx_user()))
    server = Process("nginx", [binary, "-p", str(folder), "-c", str(folder / "nginx.conf")], folder,
                     announces=False)
    server.url = f"http://127.0.0.1:{port}"
    try:
        await_answer(server, "/answer")
    except BaseException:
        server.stop()
        raise
    return server


def _nginx_user() -> str:
    # As root, workers would become a user who cannot read the folder.
    if os.geteuid() != 0:
        return ""
    return f"user {pwd.getpwuid(os.geteuid()).pw_name} {grp.getgrgid(os.getegid()).gr_name};"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def await_answer(server: Process, path: str, token: str = "", seconds: float = 20) -> None:
    """Returns as soon as `path` is answered with 200."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            if fetch(server.url + path, token).status == 200:
                return
        except OSError:
            pass
        if server.child.poll() is not None:
            break
        time.sleep(0.0005)
    raise Failed(f"{server.name} did not answer {path}: {server.last_errors()}")
