"""What the web layer works with."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, fields
from functools import partial
from typing import TYPE_CHECKING

from actors.errors import SupervisionError
from actors.messages.tasks import TaskWaits
from lezerprint.accounts.access_tokens import Tokens
from lezerprint.accounts.api_keys import LastUses
from lezerprint.accounts.authentication import Authenticator
from lezerprint.accounts.errors import AccountError
from lezerprint.accounts.passwords import PasswordHasher
from lezerprint.accounts.service import Accounts
from lezerprint.accounts.signed_urls import SignedUrls
from lezerprint.accounts.tickets import Tickets
from lezerprint.analytics.cache import Cache
from lezerprint.analytics.materials import Prices
from lezerprint.analytics.service import Analytics
from lezerprint.errors import StorageUnavailableError
from lezerprint.files.analysing import analyse
from lezerprint.files.service import Files
from lezerprint.host.power import HostPower
from lezerprint.jobs.consequences import ended_jobs
from lezerprint.parts import Parts
from lezerprint.tasks.task_queue import TaskQueue
from lezerprint.trash import Trash
from web.cameras import Cameras
from web.health import HealthCheck
from web.live.live import Live
from web.live.sources import of_actors, of_files, of_notifications
from web.metrics.metrics import Metrics
from web.rate_limits import LoginLimiter, RateClass, RateLimiter
from web.storage_pool import StoragePool
from web.uploads import Uploads

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from uuid import UUID

    from actors.supervision import System
    from lezerprint.accounts.authentication import Credential
    from lezerprint.accounts.principal import Principal
    from lezerprint.notify.notifier import StoredNotification
    from lezerprint.secret_files import Secrets
    from lezerprint.settings import Settings
    from lezerprint.storage.database import Storage
    from lezerprint.storage.entries import Entry
    from web.endpoint import Endpoint
    from web.printers import Printers

_TASKS_PATH = "tasks"
_SECONDS_PER_MINUTE = 60
_SECONDS_PER_DAY = 86_400
_HASHING_THREADS = 2
_HASHING_WAIT_SECONDS = 30.0
_SHORT_WAIT_SECONDS = 0.02
"""What an emergency stop has left for a database that hangs: it is to be on the wire within 50 ms."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Services(Parts):
    """The parts that handlers use: those of the actors, and what only the web layer has.

    Attributes:
        system: The supervision tree.
        printers: The printers, and their actors.
        cameras: The cameras, and their actors.
        live: Whoever is connected.
        storage: The database, off the event loop.
        hashing: The same for what hashes passwords too: it takes so long that it must not hold up the rest.
        uploads: Files, and how they come in.
        trash: What was deleted and can be restored.
        tasks: What workers are to do.
        analytics: What past prints say; it must be told when a job has ended.
        accounts: What is done with accounts.
        authenticator: From a credential to who calls.
        tickets: Each signs in one WebSocket connection.
        last_uses: When API keys were used.
        signed_urls: Addresses that stand for a credential for a while.
        rate_limiter: Who has asked too often.
        login_limiter: Which account was tried too often.
        metrics: What is counted for Prometheus.
        health: How all of it is.
        endpoints: The endpoint table.
        host: The computer, which may be shut down.
        end: Ends the server, and starts it anew if that is so; None: nobody can.
        demo_user_id: The account of the demonstration; None: this is none.
    """

    system: System
    printers: Printers
    cameras: Cameras
    live: Live
    storage: StoragePool
    hashing: StoragePool
    uploads: Uploads
    trash: Trash
    tasks: TaskQueue
    analytics: Analytics
    accounts: Accounts
    authenticator: Authenticator
    tickets: Tickets
    last_uses: LastUses
    signed_urls: SignedUrls
    rate_limiter: RateLimiter
    login_limiter: LoginLimiter
    metrics: Metrics
    health: HealthCheck
    endpoints: tuple[Endpoint, ...]
    host: HostPower
    end: Callable[[bool], None] | None
    demo_user_id: UUID | None

    async def verify(self, credential: Credential, *, stale_ok: bool = False) -> Principal:
        """Who has this credential, as the database has it now.

        Args:
            credential: A token, an API key, or what a ticket goes back to.
            stale_ok: Whether what was known last, or what a token says, will do while the database is away.

        Raises:
            AccountError: Nobody, or nobody any more.
            StorageUnavailableError: The database is away.
        """
        if not stale_ok:
            return await self.storage.run(self.authenticator.verify, credential)
        try:
            return await self.storage.run(
                self.authenticator.verify, credential, wait_seconds=_SHORT_WAIT_SECONDS
            )
        except StorageUnavailableError:
            pass
        try:
            return self.authenticator.last_known(credential)
        except AccountError:  # only the database can say
            return await self.storage.run(self.authenticator.verify, credential)

    def close(self) -> None:
        """End the threads, and then those of the parts."""
        self.storage.close()
        self.hashing.close()
        self.uploads.close()
        self.analytics.cache.close()
        self.last_uses.close()
        self.health.close()
        super(Services, self).close()  # slots make another class, which a bare `super()` does not know


def services_of(
    parts: Parts,
    secrets: Secrets,
    system: System,
    printers: Printers,
    endpoints: tuple[Endpoint, ...],
    *,
    end: Callable[[bool], None] | None = None,
    demo_user_id: UUID | None = None,
) -> Services:
    """All of it for a tree and a database.

    Raises:
        SettingsError: A limit or an address among the settings is none.
    """
    settings, storage = parts.settings, parts.database
    tokens = Tokens(
        secrets.access,
        secrets.refresh,
        access_seconds=settings.access_token_minutes * _SECONDS_PER_MINUTE,
        refresh_seconds=settings.refresh_token_days * _SECONDS_PER_DAY,
    )
    last_uses = LastUses(storage)
    authenticator = Authenticator(storage, tokens, last_uses)
    hasher = PasswordHasher(settings.bcrypt_rounds)
    rate_limiter = RateLimiter(_allowances(settings), settings.redis_url)
    tasks = TaskQueue(wake=partial(_wake, system))
    parts.notifier.subscribe(partial(_have_delivered, storage, tasks))
    analytics = Analytics(
        Prices.of(settings), [printer.name for printer in settings.printers], Cache.of(settings)
    )
    parts.backlog.subscribe(partial(_forget_figures, analytics))
    live = Live(parts.events, settings, endpoints)
    parts.notifier.subscribe(of_notifications(parts.events))
    system.subscribe(of_actors(parts.events))
    files = Files(
        storage,
        parts.files,
        publish=of_files(parts.events, live.announcements),
        enqueue=partial(analyse, tasks),
    )
    pool = StoragePool(storage)
    return Services(
        **{field.name: getattr(parts, field.name) for field in fields(parts)},
        system=system,
        printers=printers,
        cameras=Cameras.of(parts.camera_parts, system),
        live=live,
        storage=pool,
        hashing=StoragePool(storage, threads=_HASHING_THREADS, wait_seconds=_HASHING_WAIT_SECONDS),
        uploads=Uploads(files),
        trash=Trash(files, settings.recording_dir, settings.timelapse_dir, settings.trash_hours),
        tasks=tasks,
        analytics=analytics,
        accounts=Accounts(
            storage, hasher, tokens, authenticator, open_registration=settings.open_registration
        ),
        authenticator=authenticator,
        tickets=Tickets(),
        last_uses=last_uses,
        signed_urls=SignedUrls(secrets.signing, authenticator, tokens.clock),
        rate_limiter=rate_limiter,
        login_limiter=LoginLimiter(rate_limiter),
        metrics=Metrics(),
        health=HealthCheck(parts, system, printers, pool),
        endpoints=endpoints,
        host=HostPower(settings.host_control),
        end=end,
        demo_user_id=demo_user_id,
    )


def _wake(system: System) -> None:
    with suppress(SupervisionError):  # it looks by itself every second
        system.address(_TASKS_PATH).tell(TaskWaits())


def _forget_figures(analytics: Analytics, entries: Sequence[Entry]) -> None:
    if ended_jobs(entries):
        analytics.cache.invalidate()


def _have_delivered(storage: Storage, tasks: TaskQueue, told: Sequence[StoredNotification]) -> None:
    if any(one.channels for one in told):
        storage.run(tasks.enqueue, "send-notification")


def _allowances(settings: Settings) -> dict[RateClass, str]:
    return {
        RateClass.API: settings.rate_limit_api,
        RateClass.VISITORS: settings.rate_limit_visitors,
        RateClass.AUTH: settings.rate_limit_auth,
        RateClass.UPLOAD: settings.rate_limit_upload,
        RateClass.CONTROL: settings.rate_limit_control,
    }
