"""Imports the bot once and forks a process of it for every order: an import costs seconds, a fork nothing.

``python -m tests.crash.fork_server FD`` reads orders, one JSON a line, from the socket of this number and
answers with ``{"started": pid}`` and, when a process ends, ``{"ended": pid, "status": n}``: an exit code, or
the signal's number below zero. It has neither an event loop nor a thread, so that its children may have both.
"""

from __future__ import annotations

import gc
import json
import os
import select
import signal
import socket
import sys
import threading
from typing import Any

from tests.crash.dying import Order, live


def serve(orders: socket.socket) -> None:
    """Forks until the other side hangs up, then ends what still runs."""
    assert threading.active_count() == 1, "a process with threads cannot be forked safely"
    gc.collect()
    gc.freeze()
    woken, wakes = socket.socketpair()
    for each in (woken, wakes):
        each.setblocking(False)
    signal.set_wakeup_fd(wakes.fileno())
    signal.signal(signal.SIGCHLD, lambda *_: None)
    children: set[int] = set()
    unread = b""
    while True:
        readable, _, _ = select.select([orders, woken], [], [])
        if woken in readable:
            woken.recv(4096)
            _bury(children, orders)
        if orders not in readable:
            continue
        received = orders.recv(65536)
        if not received:
            break
        *lines, unread = (unread + received).split(b"\n")
        for line in lines:
            pid = _fork(Order.from_json(json.loads(line)), (orders, woken, wakes))
            children.add(pid)
            _say(orders, {"started": pid})
    for pid in children:
        os.kill(pid, signal.SIGKILL)


def _fork(order: Order, ours: tuple[socket.socket, ...]) -> int:
    pid = os.fork()
    if pid:
        return pid
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    for each in ours:
        each.close()
    os._exit(live(order))


def _bury(children: set[int], orders: socket.socket) -> None:
    while children:
        pid, status = os.waitpid(-1, os.WNOHANG)
        if not pid:
            return
        children.discard(pid)
        _say(orders, {"ended": pid, "status": os.waitstatus_to_exitcode(status)})


def _say(orders: socket.socket, what: dict[str, Any]) -> None:
    orders.sendall(json.dumps(what).encode() + b"\n")


if __name__ == "__main__":
    with socket.socket(fileno=int(sys.argv[1])) as given:
        serve(given)
