"""The application over a real tree and a real database, and an account of each role."""

from __future__ import annotations

import contextlib
import itertools
import socket
import threading
from functools import partial

import httpx
import jwt
import uvicorn
from databases import database
from services import require
from serving import Tree
from simulated import short_folder, wait_until

from actors.errors import SupervisionError
from actors.messages.job import GetJobs
from actors.tree import server_tree
from lezerprint.database_setup import prepare
from lezerprint.notify.task import queue_if_due
from lezerprint.parts import parts_of
from lezerprint.secret_files import load_secrets
from lezerprint.settings import PrinterSettings, Settings
from lezerprint.storage.database import Storage
from lezerprint.tasks.dispatcher import TaskDispatcher
from lezerprint.tasks.pool import WorkerPool
from web.app import create_app
from web.http_connection import HttpConnection
from web.live.connection import LiveConnection
from web.live.sources import of_tasks
from web.pages import FOLDER
from web.printers import Printers
from web.services import services_of
from web.table import endpoints

BACKENDS = ("sqlite", "postgresql+redis")
UNLIMITED = "100000/second"
PASSWORD = "a long enough password"  # noqa: S105 - of no account that is anywhere

_numbers = itertools.count()


@contextlib.contextmanager
def served(app):
    """The base URL of this application on a real socket."""
    config = uvicorn.Config(
        app, http=HttpConnection, ws=LiveConnection, log_config=None, access_log=False, proxy_headers=False
    )
    server = uvicorn.Server(config)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=server.run, args=([listener],))
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()


@contextlib.contextmanager
def api_on(backend, device, **settings):
    """The application with what it needs least, or with PostgreSQL and Redis."""
    if backend == "sqlite":
        with Api(device, **settings) as api:
            yield api
        return
    with database("postgresql", None) as url, Api(device, url, redis_url=require("redis"), **settings) as api:
        yield api


class Api:
    """From `with` on until its end: `client` speaks to it as nobody, `admin` as an administrator.

    With `works` there are workers for background tasks too; `dashboard` is where the built one is.
    """

    def __init__(self, device, database_url=None, *, works=False, dashboard=FOLDER, **settings):
        folder = short_folder()
        self.settings = Settings.model_validate(
            {
                "data_dir": folder / "data",
                "bcrypt_rounds": 4,
                "host_control": False,  # tests call every endpoint there is
                "temperature_log_seconds": 0.5,
                "printers": (PrinterSettings(device=str(device)),),
                **{f"rate_limit_{name}": UNLIMITED for name in ("api", "visitors", "auth", "control")},
                "rate_limit_upload": "1000 GB/second",
                **({"database_url": database_url} if database_url else {}),
                **settings,
            }
        )
        self.storage = Storage(self.settings.database_url)
        self.parts = parts_of(self.settings, self.storage)
        self.backlog, self.events = self.parts.backlog, self.parts.events
        tell = of_tasks(self.events, self.storage)
        self._dispatcher = (
            TaskDispatcher(self.storage, [WorkerPool(self.settings)], tell, [queue_if_due]) if works else None
        )
        more = {one.name: one.device for one in self.settings.printers if one.name != "default"}
        tree = partial(server_tree, dispatcher=self._dispatcher)
        self.tree = Tree(device, tree, folder=folder, parts=self.parts, more=more)
        self._dashboard = dashboard
        self._cleanup = contextlib.ExitStack()
        self._keys = {}
        self._tokens = {}

    def __enter__(self):
        with self._cleanup as cleanup:
            prepare(self.storage)
            tree = cleanup.enter_context(self.tree)
            if self._dispatcher is not None:
                cleanup.callback(self._dispatcher.close)
            printers = Printers.of(self.settings.printers, tree.all_options, tree.system, "default")
            self.services = services_of(
                self.parts, load_secrets(self.settings), tree.system, printers, endpoints()
            )
            tree.close = self.services.close
            self.url = cleanup.enter_context(served(create_app(self.services, self._dashboard)))
            self.client = cleanup.enter_context(httpx.Client(base_url=self.url, timeout=30))
            self._make_accounts()
            key = {"X-Api-Key": self.key("ADMIN")}
            self.admin = cleanup.enter_context(httpx.Client(base_url=self.url, timeout=30, headers=key))
            tree.wait_ready()
            self._cleanup = cleanup.pop_all()
        return self

    def __exit__(self, *_):
        self._cleanup.close()

    def write_backlog(self):
        """Make sure that what was put is written; the tree may be doing so, and `drain` gives way."""

        def written():
            self.backlog.drain(self.storage)
            return not self.backlog.waiting and not self.backlog.spilled

        wait_until(written, "the end of the backlog")

    def _make_accounts(self):
        first = self.register("admin")
        assert first["user"]["role"] == "ADMIN"
        for role in ("OPERATOR", "VIEWER"):
            self.create_user(role.lower(), role)

    # Accounts.

    def register(self, name):
        answer = self.client.post(
            "/api/auth/register",
            json={"email": f"{name}@example.com", "username": name, "password": PASSWORD},
        )
        assert answer.status_code == 201, answer.text
        return answer.json()["data"]

    def create_user(self, name, role):
        answer = self.client.post(
            "/api/users",
            json={"email": f"{name}@example.com", "username": name, "password": PASSWORD, "role": role},
            headers=self.bearer("ADMIN"),
        )
        assert answer.status_code == 201, answer.text
        return answer.json()["data"]["user"]

    def sign_in(self, name):
        """What a login answers; the account of a role has its name."""
        given = {"email": f"{name.lower()}@example.com", "password": PASSWORD}
        answer = self.client.post("/api/auth/login", json=given)
        assert answer.status_code == 200, answer.text
        return answer.json()["data"]

    def change_user(self, user_id, **changes):
        answer = self.client.patch(f"/api/users/{user_id}", json=changes, headers=self.bearer("ADMIN"))
        assert answer.status_code == 200, answer.text

    def expired_token(self, name):
        """What this account got a day ago."""
        claims = jwt.decode(self.token(name), options={"verify_signature": False})
        yesterday = {**claims, "iat": claims["iat"] - 86_400, "exp": claims["exp"] - 86_400}
        return jwt.encode(yesterday, load_secrets(self.settings).access, "HS256")

    def token(self, name):
        return self.sign_in(name)["accessToken"]

    def forget_tokens(self):
        """After what may have ended sessions."""
        self._tokens.clear()

    def lasting_token(self, role):
        """One for all who do not end its session."""
        if role not in self._tokens:
            self._tokens[role] = self.token(role)
        return self._tokens[role]

    def bearer(self, name):
        return {"Authorization": f"Bearer {self.token(name)}"}

    def key(self, role):
        """An API key of this role's account, which no logout ends."""
        if role not in self._keys:
            self._keys[role] = self.new_key(role)
        return self._keys[role]

    def new_key(self, name):
        answer = self.client.post(
            "/api/api-keys", json={"name": f"key {next(_numbers)}"}, headers=self.bearer(name)
        )
        assert answer.status_code == 201, answer.text
        return answer.json()["data"]["key"]


def knows_queue(api):
    """Whether the actor does; None while there is none."""
    with contextlib.suppress(SupervisionError):
        return api.tree.ask("job", GetJobs()).queue_is_known
