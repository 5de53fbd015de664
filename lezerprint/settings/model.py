"""The settings. In the environment a field is called LEZERPRINT_<FIELD>, or as it is customary."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Final, Literal
from urllib.parse import quote, urlsplit, urlunsplit

from platformdirs import user_data_path
from pydantic import AliasChoices, BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from lezerprint.port.device import AUTO
from lezerprint.port.options import (
    DEFAULT_MOTOR_TIMEOUT_SECONDS,
    DEFAULT_ORPHAN_TIMEOUT_SECONDS,
    DEFAULT_RESIDENCY_SECONDS,
    PortOptions,
)
from lezerprint.settings.alerts import AlertSettings
from lezerprint.settings.control import ControlSettings
from lezerprint.settings.printing import PrintingSettings
from lezerprint.settings.values import (
    CameraUrl,
    Currency,
    DatabaseUrl,
    LogLevel,
    MailSender,
    Mode,
    Networks,
    NotNegative,
    Origins,
    Positive,
    Prices,
    RateLimit,
    RedisUrl,
    Secret,
    UserPath,
    WebUrl,
    origin_of,
    parsed_tables,
)

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Self

    from pydantic import ValidationInfo

DEFAULT_PRINTER: Final = "default"
APPLICATION: Final = "lezerprint"
ENVIRONMENT_PREFIX: Final = "LEZERPRINT_"


class PrinterSettings(BaseModel):
    """One printer.

    Attributes:
        name: What it is called in addresses and files.
        device: A path, `VID:PID`, a URL, `auto` (the only USB serial port) or `virtual`.
        baudrate: None: find out.
        orphan_timeout_seconds: How long it stays hot while nobody looks after it.
        residency_seconds: How long a temperature must hold before the print goes on.
        motor_timeout_seconds: After how long the firmware lets go of its motors; during a job it never does.
        virtual_speed: How fast the simulated printer's time runs; 0: no motion time at all.
        virtual_dialect: Which family's firmware the simulated printer has.
        supervised: Whether `lezerprint port` runs its port process, so that the server starts none.
        max_hotend_celsius: No higher target is accepted.
        max_bed_celsius: The same for the bed.
        max_chamber_celsius: The same for the chamber.
        volume: How far x, y and z go, in mm; None: unknown, so that positions are not checked.
        control: What it may be made to do by hand.
        printing: How it pauses, and what it does before and after a file.
        alerts: From when on something is the matter with it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(default=DEFAULT_PRINTER, min_length=1)
    device: str = Field(default=AUTO, min_length=1)
    baudrate: int | None = Field(default=None, gt=0)
    orphan_timeout_seconds: NotNegative = DEFAULT_ORPHAN_TIMEOUT_SECONDS
    residency_seconds: NotNegative = DEFAULT_RESIDENCY_SECONDS
    motor_timeout_seconds: int = Field(default=DEFAULT_MOTOR_TIMEOUT_SECONDS, ge=0)
    virtual_speed: NotNegative = 1.0
    virtual_dialect: Literal[
        "marlin", "marlin1", "prusa", "klipper", "reprapfirmware", "smoothieware", "repetier"
    ] = "marlin"
    supervised: bool = False
    max_hotend_celsius: Positive = 300.0
    max_bed_celsius: Positive = 120.0
    max_chamber_celsius: Positive = 80.0
    volume: tuple[Positive, Positive, Positive] | None = None
    control: ControlSettings = ControlSettings()
    printing: PrintingSettings = PrintingSettings()
    alerts: AlertSettings = AlertSettings()

    def port_options(self, data_dir: Path | None = None, name: str | None = None) -> PortOptions:
        """What its port process is told.

        Args:
            data_dir: Of the server whose printer it is; None: the command line's.
            name: What it is called there, if not as here.
        """
        return PortOptions(
            name or self.name,
            self.device,
            data_dir=data_dir and data_dir.resolve(),
            supervised=self.supervised,
            baudrate=self.baudrate,
            orphan_timeout_seconds=self.orphan_timeout_seconds,
            residency_seconds=self.residency_seconds,
            motor_timeout_seconds=self.motor_timeout_seconds,
            virtual_speed=self.virtual_speed,
            virtual_dialect=self.virtual_dialect,
        )


def _database_in(folder: Path) -> str:
    return f"sqlite:///{folder.absolute() / 'lezerprint.db'}"


class Settings(BaseSettings):
    """All settings; `load_settings` makes them.

    Attributes:
        env: `production` writes JSON to the console, and reports errors to Sentry where
            `sentry_dsn` is set. Nothing else differs: clients never see a traceback, secrets are as strict.
        host: The address to listen on.
        port: The port to listen on; 0: any.
        data_dir: Where the database, files, jobs, logs and generated secrets are.
        database_url: `sqlite:///PATH` or `postgresql://USER:PASSWORD@HOST:PORT/NAME`.
        redis_host: Where Redis is, unless `redis_url` says so.
        redis_port: Its port there.
        redis_password: Its password, also for a `redis_url` without one.
        redis_url: None: no Redis; rates are counted in memory and tasks run in local processes.
        jwt_secret: What access tokens are signed with, at least 32 bytes; None: generated in `data_dir`.
        jwt_refresh_secret: The same for refresh tokens; another secret.
        bcrypt_rounds: The binary logarithm of how often a password is hashed.
        access_token_minutes: How long an access token is good.
        refresh_token_days: How long a session lasts that nobody uses.
        open_registration: Whether anybody may register; the first account always may.
        public_access: Whether `/api/public/…` and `/ws?demo=true` answer visitors without an account.
        public_camera: Whether visitors see the camera too.
        trusted_proxies: Whose `X-Forwarded-…` headers are believed.
        cors_origin: Whose pages may call the API, `*`: all; the front end's alone by default.
        frontend_url: Where users find the front end; None: here.
        camera_url: MJPEG over HTTP, RTSP, or a device such as `/dev/video0`; None: no camera.
        upload_dir: Where uploaded files are; `data_dir/uploads` by default.
        max_file_size: The largest upload in bytes.
        max_body_size: The largest JSON body in bytes.
        task_workers: How many processes of this machine work at background tasks; one does one at a time.
        backup_dir: Where backups are put; `data_dir/backups` by default.
        backup_keep: How many backups are kept there.
        temperature_log_seconds: How often the temperatures of a job are stored.
        slicer_path: PrusaSlicer; None: the one on the PATH, or where it usually is.
        slicing_timeout_seconds: After so long a slicing is given up.
        filament_price_per_kg: What a print's cost is reckoned with, in `currency`.
        filament_prices: The same for single materials, such as PETG; that of PLA counts for PLA+ and PLA-CF.
        currency: What prices are in, by its code of ISO 4217.
        maintenance_interval_hours: After so many hours of printing maintenance is due; 0: never.
        notification_keep_days: How long notifications are kept that were read; others stay.
        rate_limit_api: How often a client may ask, in the notation of the limits library.
        rate_limit_auth: The same for logging in and registering.
        rate_limit_upload: The same for uploads.
        rate_limit_control: The same for control of the printer.
        websocket_max_connections: How many WebSockets may be open at once.
        websocket_max_per_address: The same of one address; proxies that are not trusted count as one.
        websocket_max_per_user: The same of one user.
        log_level: The least that is logged.
        log_dir: Where log files are; `data_dir/logs` by default.
        sentry_dsn: Where errors are reported to in production; needs the package sentry-sdk.
        smtp_host: Where mail is handed in; None: no mail is sent.
        smtp_port: The port there; 465 speaks TLS from the start, others by STARTTLS.
        smtp_user: Who hands it in.
        smtp_pass: The password for it.
        smtp_from: Whom mail is from, `print@example` or `Workshop <print@example>`; `smtp_user` by default.
        webhook_networks: Addresses that webhooks may call though they are this machine's own or link-local.
        printers: At least one.
    """

    model_config = SettingsConfigDict(
        frozen=True,
        extra="forbid",
        env_prefix=ENVIRONMENT_PREFIX,
        env_ignore_empty=True,
        validate_by_name=True,
        loc_by_alias=False,
    )

    env: Mode = Field(default="development", validation_alias=AliasChoices("LEZERPRINT_ENV", "NODE_ENV"))
    host: str = Field(default="127.0.0.1", min_length=1)
    port: int = Field(default=3001, ge=0, le=65535, validation_alias="PORT")
    data_dir: UserPath = Field(default_factory=lambda: user_data_path(APPLICATION))

    database_url: DatabaseUrl = Field(
        default_factory=lambda data: _database_in(data["data_dir"]),
        validation_alias="DATABASE_URL",
        repr=False,
    )
    redis_host: str | None = Field(default=None, min_length=1, validation_alias="REDIS_HOST")
    redis_port: int = Field(default=6379, ge=1, le=65535, validation_alias="REDIS_PORT")
    redis_password: SecretStr | None = Field(default=None, validation_alias="REDIS_PASSWORD")
    redis_url: RedisUrl | None = Field(
        default=None, validate_default=True, validation_alias="REDIS_URL", repr=False
    )

    jwt_secret: Secret | None = Field(default=None, validation_alias="JWT_SECRET")
    jwt_refresh_secret: Secret | None = Field(default=None, validation_alias="JWT_REFRESH_SECRET")
    bcrypt_rounds: int = Field(default=12, ge=4, le=20, validation_alias="BCRYPT_ROUNDS")
    access_token_minutes: int = Field(default=15, ge=1, le=1440)
    refresh_token_days: int = Field(default=30, ge=1, le=3650)
    open_registration: bool = False
    public_access: bool = True
    public_camera: bool = False
    trusted_proxies: Networks = ()

    frontend_url: WebUrl | None = Field(default=None, validation_alias="FRONTEND_URL")
    cors_origin: Origins = Field(default=(), validate_default=True, validation_alias="CORS_ORIGIN")
    camera_url: CameraUrl | None = Field(default=None, validation_alias="CAMERA_URL", repr=False)
    upload_dir: UserPath = Field(
        default_factory=lambda data: data["data_dir"] / "uploads", validation_alias="UPLOAD_DIR"
    )
    max_file_size: int = Field(default=524_288_000, ge=1, validation_alias="MAX_FILE_SIZE")
    max_body_size: int = Field(default=1_048_576, ge=1024)

    task_workers: int = Field(default=2, ge=1)
    backup_dir: UserPath = Field(default_factory=lambda data: data["data_dir"] / "backups")
    backup_keep: int = Field(default=7, ge=1)

    temperature_log_seconds: Positive = 5.0
    slicer_path: UserPath | None = None
    slicing_timeout_seconds: Positive = 1800.0
    filament_price_per_kg: NotNegative = 25.0
    filament_prices: Prices = Field(default_factory=dict)
    currency: Currency = "EUR"

    maintenance_interval_hours: NotNegative = 200.0
    notification_keep_days: int = Field(default=90, ge=1, le=36_500)

    rate_limit_api: RateLimit = Field(default="100/minute", validation_alias="RATE_LIMIT_API")
    rate_limit_auth: RateLimit = Field(default="5/15 minutes", validation_alias="RATE_LIMIT_AUTH")
    rate_limit_upload: RateLimit = Field(default="10/hour", validation_alias="RATE_LIMIT_UPLOAD")
    rate_limit_control: RateLimit = Field(default="30/minute", validation_alias="RATE_LIMIT_CONTROL")
    websocket_max_connections: int = Field(default=1000, ge=1)
    websocket_max_per_address: int = Field(default=100, ge=1)
    websocket_max_per_user: int = Field(default=50, ge=1)

    log_level: LogLevel = Field(default="info", validation_alias="LOG_LEVEL")
    log_dir: UserPath = Field(default_factory=lambda data: data["data_dir"] / "logs")
    sentry_dsn: WebUrl | None = Field(default=None, validation_alias="SENTRY_DSN", repr=False)

    smtp_host: str | None = Field(default=None, min_length=1, validation_alias="SMTP_HOST")
    smtp_port: int = Field(default=587, ge=1, le=65535, validation_alias="SMTP_PORT")
    smtp_user: str | None = Field(default=None, validation_alias="SMTP_USER")
    smtp_pass: SecretStr | None = Field(default=None, validation_alias="SMTP_PASS")
    smtp_from: MailSender | None = Field(default=None, validation_alias="SMTP_FROM")
    webhook_networks: Networks = ()

    printers: Annotated[tuple[PrinterSettings, ...], NoDecode, BeforeValidator(parsed_tables)] = Field(
        default=(PrinterSettings(),), min_length=1
    )

    @property
    def printer(self) -> PrinterSettings:
        """The printer called `default`, or else the first."""
        return next((one for one in self.printers if one.name == DEFAULT_PRINTER), self.printers[0])

    def in_folder(self, folder: Path) -> Self:
        """The same with all that it keeps in this folder, whatever was set."""
        return self.model_copy(
            update={
                "data_dir": folder,
                "database_url": _database_in(folder),
                "upload_dir": folder / "uploads",
                "backup_dir": folder / "backups",
                "log_dir": folder / "logs",
            }
        )

    @field_validator("redis_url")
    @classmethod
    def _of_parts(cls, url: str | None, info: ValidationInfo) -> str | None:
        """The URL, made of host, port and password where it is not given."""
        if url is None and (host := info.data.get("redis_host")):
            bracketed = f"[{host}]" if ":" in host else host
            url = f"redis://{bracketed}:{info.data.get('redis_port', 6379)}"
        password = info.data.get("redis_password")
        return url if url is None or password is None else _with_password(url, password.get_secret_value())

    @field_validator("jwt_refresh_secret")
    @classmethod
    def _another_secret(cls, secret: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        if secret is not None and secret == info.data.get("jwt_secret"):
            raise ValueError("must differ from JWT_SECRET")
        return secret

    @field_validator("cors_origin")
    @classmethod
    def _front_ends_alone(cls, origins: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        front_end = info.data.get("frontend_url")
        return origins or ((origin_of(front_end),) if front_end else ())

    @field_validator("printers")
    @classmethod
    def _names_differ(cls, printers: tuple[PrinterSettings, ...]) -> tuple[PrinterSettings, ...]:
        if len({printer.name for printer in printers}) < len(printers):
            raise ValueError("has two printers of the same name")
        return printers


def _with_password(url: str, password: str) -> str:
    parts = urlsplit(url)
    if parts.password or not parts.hostname:  # a socket's URL has no place for it but the query
        return url
    user, _, host = parts.netloc.rpartition("@")
    return urlunsplit(parts._replace(netloc=f"{user.rstrip(':')}:{quote(password, safe='')}@{host}"))
