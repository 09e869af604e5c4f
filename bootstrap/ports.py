"""Loopback ports: which are free."""

import socket

HOST = "127.0.0.1"


def is_free(port: int) -> bool:
    """Tell whether we could listen on ``port`` now."""
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((HOST, port))
        except OSError:
            return False
    return True


def answers(port: int) -> bool:
    """Tell whether somebody accepts connections on ``port``."""
    try:
        socket.create_connection((HOST, port), timeout=1).close()
    except OSError:
        return False
    return True


def free_port() -> int:
    """Return a port that the system says is free."""
    with socket.socket() as listener:
        listener.bind((HOST, 0))
        return int(listener.getsockname()[1])


def free_port_from(first: int, taken: set[int]) -> int:
    """Return the first free port from ``first`` on that is not in ``taken``, and add it there."""
    for port in range(first, first + 200):
        if port not in taken and is_free(port):
            taken.add(port)
            return port
    return free_port()
