"""A TCP proxy in front of a real server, which a test cuts, stalls and mends."""

from __future__ import annotations

import contextlib
import socket
import threading


class Proxy:
    """`cut` refuses and ends connections, `stall` leaves them open and carries nothing."""

    def __init__(self, host, port):
        self._server = (host, port)
        self._flows = threading.Event()
        self._flows.set()
        self._pairs = []
        self._listener = self._listen(0)
        self.port = self._listener.getsockname()[1]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.cut()

    def cut(self):
        """As if the server were stopped."""
        listener, self._listener = self._listener, None
        if listener is not None:
            with contextlib.suppress(OSError):
                listener.shutdown(socket.SHUT_RDWR)  # wakes who waits in accept
            listener.close()
        pairs, self._pairs = self._pairs, []
        for one in pairs:
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()
        self._flows.set()

    def stall(self):
        """As if the server were frozen."""
        self._flows.clear()

    def mend(self):
        """All is well again."""
        self._flows.set()
        if self._listener is None:
            self._listener = self._listen(self.port)

    def _listen(self, port):
        listener = socket.create_server(("127.0.0.1", port))
        threading.Thread(target=self._accept, args=(listener,), daemon=True).start()
        return listener

    def _accept(self, listener):
        with contextlib.suppress(OSError):
            while True:
                client, _ = listener.accept()
                server = socket.create_connection(self._server)
                self._pairs += [client, server]
                for pair in ((client, server), (server, client)):
                    threading.Thread(target=self._carry, args=pair, daemon=True).start()

    def _carry(self, source, sink):
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                self._flows.wait()
                sink.sendall(data)
        with contextlib.suppress(OSError):
            sink.shutdown(socket.SHUT_RDWR)
