"""A connection that speaks no more HTTP than needed: clients share the server's cores."""

import re
import socket
from collections.abc import Mapping

LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)\r\n", re.IGNORECASE)


class Line:
    """A kept-alive connection to a server on this machine."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=30)
        self._host = f"127.0.0.1:{port}"

    def post(self, path: str, body: bytes, headers: Mapping[str, str]) -> tuple[int, bytes]:
        """Status and body of the answer. Raises RuntimeError where none or no length comes."""
        said = {"Host": self._host, "Content-Length": str(len(body)), **headers}
        head = "".join(f"{name}: {value}\r\n" for name, value in said.items())
        self._socket.sendall(f"POST {path} HTTP/1.1\r\n{head}\r\n".encode() + body)
        got = b""
        while (end := got.find(b"\r\n\r\n")) < 0:
            got += self._more()
        length = LENGTH.search(got, 0, end + 2)
        if not length:
            raise RuntimeError(f"an answer without its length: {got[:300]!r}")
        while len(got) < end + 4 + int(length[1]):
            got += self._more()
        return int(got.split(b" ", 2)[1]), got[end + 4 :]

    def _more(self) -> bytes:
        got = self._socket.recv(65_536)
        if not got:
            raise RuntimeError("the server hung up")
        return got
