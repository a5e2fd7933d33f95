"""Requests by hand: to set contestants up, to compare their answers, and to keep whole answers."""
import http.client
import json
import socket
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from .outcome import Failed


@dataclass
class Answer:
    status: int
    head: bytes
    body: bytes

    @property
    def whole(self) -> bytes:
        return self.head + self.body


def fetch(url: str, token: str = "", method: str = "GET", body: bytes = b"") -> Answer:
    """One answer with its bytes as they came. Only for answers that tell their length."""
    parts = urlsplit(url)
    target = parts.path + (f"?{parts.query}" if parts.query else "")
    lines = [f"{method} {target} HTTP/1.1", f"Host: {parts.netloc}"]
    if token:
        lines.append(f"Authorization: Bearer {token}")
    if body:
        lines += ["Content-Type: application/json", f"Content-Length: {len(body)}"]
    with socket.create_connection((parts.hostname, parts.port), timeout=60) as connection:
        connection.sendall("\r\n".join([*lines, "", ""]).encode() + body)
        return _read(connection, url)


def _read(connection: socket.socket, url: str) -> Answer:
    got = b""
    while b"\r\n\r\n" not in got:
        got += _some(connection, url)
    head, _, rest = got.partition(b"\r\n\r\n")
    fields = {name.strip().lower(): value.strip()
              for name, _, value in (line.partition(b":") for line in head.split(b"\r\n")[1:])}
    if b"content-length" not in fields:
        raise Failed(f"{url} answers without a length")
    pieces = [rest]
    left = int(fields[b"content-length"]) - len(rest)
    while left > 0:
        pieces.append(_some(connection, url))
        left -= len(pieces[-1])
    return Answer(int(head.split()[1]), head + b"\r\n\r\n", b"".join(pieces))


def _some(connection: socket.socket, url: str) -> bytes:
    data = connection.recv(1 << 20)
    if not data:
        raise Failed(f"{url} closed the connection within an answer")
    return data


def good(url: str, token: str = "", method: str = "GET", body: bytes = b"") -> Answer:
    """As fetch, and Failed unless the status is 2xx."""
    answer = fetch(url, token, method, body)
    if not 200 <= answer.status < 300:
        raise Failed(f"{method} {url} answered {answer.status}: {answer.body[:300]!r}")
    return answer


class Client:
    """JSON requests over one connection that stays open."""

    def __init__(self, url: str, token: str) -> None:
        self._connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=60)
        self._headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}

    def bytes(self, method: str, path: str, body: object = None) -> bytes:
        self._connection.request(method, path, None if body is None else json.dumps(body), self._headers)
        answer = self._connection.getresponse()
        content = answer.read()
        if not 200 <= answer.status < 300:
            raise Failed(f"{method} {path} answered {answer.status}: {content[:300]!r}")
        return content

    def json(self, method: str, path: str, body: object = None) -> Any:
        return json.loads(self.bytes(method, path, body))

    def put_file(self, url: str, content: bytes) -> None:
        parts = urlsplit(url)
        self._connection.request("PUT", f"{parts.path}?{parts.query}", content)
        answer = self._connection.getresponse()
        answer.read()
        if not 200 <= answer.status < 300:
            raise Failed(f"an upload answered {answer.status}")

    def close(self) -> None:
        self._connection.close()
