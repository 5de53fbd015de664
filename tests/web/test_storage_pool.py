"""The threads that wait for the database."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor

from api import Api
from simulated import SimulatedPrinter


def test_who_signs_in_holds_up_nobody_else():
    """As many passwords as there are threads for are being hashed, and do not come to an end."""
    done = threading.Event()
    with SimulatedPrinter() as printer, Api(printer.link) as api, ThreadPoolExecutor(20) as others:
        busy = [others.submit(asyncio.run, api.services.hashing.run(done.wait)) for _ in range(10)]
        try:
            logins = [others.submit(api.sign_in, "VIEWER") for _ in range(8)]
            assert api.admin.get("/api/users").status_code == 200
            assert not any(login.done() for login in logins)
        finally:
            done.set()
        assert all(one.result() for one in (*busy, *logins))
