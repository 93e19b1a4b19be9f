"""The process between PostgreSQL and its users: runs the server while anyone holds the lock.

Started by path with the standard library only, so that it is up in a moment:
`python supervisor.py '{"command": [...], "data": ..., "sockets": ..., "users": ..., "alive": 3}'`
"""

from __future__ import annotations

import fcntl
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType

POLL_SECONDS = 0.2
PATIENCE_SECONDS = 30.0
TRIES = 5


class Supervisor:
    """Holds one server: starts it again when it dies, stops it when nobody needs it."""

    def __init__(self, command: list[str], data: Path, sockets: Path, users: Path) -> None:
        self.command = command
        self.data = data
        self.sockets = sockets
        self.users = users
        self.told_to_stop = False

    def run(self) -> int:
        """Until nobody uses the server any more (0), or it does not come up, TRIES in a row (1)."""
        signal.signal(signal.SIGTERM, self._tell)
        tries = 0
        with self.users.open("r+b") as users:
            while tries < TRIES:
                tries += 1
                server = self._start()
                while server.poll() is None:
                    if self.told_to_stop or may_lock(users.fileno()):
                        stop(server)
                        return 0
                    time.sleep(POLL_SECONDS)
                if was_ready(server.pid, self.data):
                    tries = 0
                else:
                    time.sleep(POLL_SECONDS * 2)
        return 1

    def _start(self) -> subprocess.Popen[bytes]:
        clear_remains(self.data, self.sockets)
        return subprocess.Popen(self.command, cwd="/", stdin=subprocess.DEVNULL)

    def _tell(self, number: int, frame: FrameType | None) -> None:
        self.told_to_stop = True


def may_lock(descriptor: int) -> bool:
    """Whether we now hold the lock alone."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def stop(server: subprocess.Popen[bytes]) -> None:
    """Fast shutdown; if that hangs, the immediate one, which recovers at the next start."""
    for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
        server.send_signal(number)
        try:
            server.wait(PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            continue
        return


def clear_remains(data: Path, sockets: Path) -> None:
    """End a server that was left behind; remove files that name a process which is none."""
    pid_file = data / "postmaster.pid"
    if pid_file.exists():
        pid = _first_number(pid_file)
        if pid and is_server(pid, data):
            _end(pid, data)
        elif not pid or _lives(pid):
            # Empty, or its number belongs to somebody else by now: the server would refuse both.
            pid_file.unlink(missing_ok=True)
    for left in sockets.glob(".s.PGSQL.*"):
        left.unlink(missing_ok=True)


def was_ready(pid: int, data: Path) -> bool:
    """Whether this very server took connections before it was killed: the file it left says so.

    The number is compared, because a file may have been left by an earlier one.
    """
    try:
        lines = (data / "postmaster.pid").read_text().split()
    except FileNotFoundError:
        return False
    return lines[:1] == [str(pid)] and lines[-1] == "ready"


def is_server(pid: int, data: Path) -> bool:
    """Whether this process is a PostgreSQL of this very folder."""
    process = Path(f"/proc/{pid}")
    if Path("/proc/self/cwd").exists():
        try:
            name = (process / "comm").read_text().strip()
            return name == "postgres" and (process / "cwd").resolve() == data.resolve()
        except OSError:
            return False
    words = ["ps", "-o", "command=", "-p", str(pid)]
    answer = subprocess.run(words, capture_output=True, text=True, check=False)
    return "postgres" in answer.stdout and str(data) in answer.stdout


def _end(pid: int, data: Path) -> None:
    for number in (signal.SIGINT, signal.SIGQUIT):
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            return
        until = time.monotonic() + PATIENCE_SECONDS
        while is_server(pid, data) and time.monotonic() < until:
            time.sleep(POLL_SECONDS / 4)


def _first_number(file: Path) -> int:
    first = file.read_text().partition("\n")[0].strip()
    return int(first) if first.isdecimal() else 0


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def main(told: str) -> int:
    """Read what to run, say who we are in the lock file we were given, and run."""
    if os.fork():
        return 0  # nobody's child: whoever started the server may leave before the others do
    order = json.loads(told)
    os.umask(0o077)
    os.ftruncate(order["alive"], 0)
    os.pwrite(order["alive"], str(os.getpid()).encode(), 0)
    supervisor = Supervisor(
        order["command"], Path(order["data"]), Path(order["sockets"]), Path(order["users"])
    )
    return supervisor.run()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
