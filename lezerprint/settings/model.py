"""The settings; a field's `description` is its documentation everywhere.

In the environment a field is called LEZERPRINT_<FIELD>, or as it is customary.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, Any, Final
from urllib.parse import quote, urlsplit, urlunsplit

from platformdirs import user_data_path
from pydantic import AliasChoices, BeforeValidator, Field, PrivateAttr, SecretStr, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from lezerprint.settings.camera import DEFAULT_CAMERA, CameraSettings
from lezerprint.settings.printer import DEFAULT_PRINTER, PrinterSettings
from lezerprint.settings.values import (
    ByteRateLimit,
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
    from collections.abc import Mapping
    from pathlib import Path
    from typing import Self

    from pydantic import ValidationInfo

APPLICATION: Final = "lezerprint"
ENVIRONMENT_PREFIX: Final = "LEZERPRINT_"


def _database_in(folder: Path) -> str:
    return f"sqlite:///{folder.absolute() / 'lezerprint.db'}"


@dataclass(frozen=True, slots=True)
class SettingsOrigin:
    """What settings were read from besides the environment and the user's own file.

    Attributes:
        config: The file that `--config` names.
        flags: What the command line says, by field.
    """

    config: Path | None = field(default=None, compare=False)
    flags: Mapping[str, Any] = field(default_factory=dict, compare=False)


class Settings(BaseSettings):
    """All settings; `load_settings` makes them."""

    _origin: SettingsOrigin | None = PrivateAttr(default=None)

    model_config = SettingsConfigDict(
        frozen=True,
        extra="forbid",
        env_prefix=ENVIRONMENT_PREFIX,
        env_ignore_empty=True,
        validate_by_name=True,
        loc_by_alias=False,
    )

    env: Mode = Field(
        default="development",
        validation_alias=AliasChoices("LEZERPRINT_ENV", "NODE_ENV"),
        description="Operating mode. `production` writes JSON to the console and reports errors to "
        "Sentry if `sentry_dsn` is set.",
    )
    host: str = Field(
        default="127.0.0.1",
        min_length=1,
        description="Address to listen on. `0.0.0.0` accepts connections from the whole network.",
    )
    port: int = Field(
        default=3001,
        ge=0,
        le=65535,
        validation_alias="PORT",
        description="TCP port to listen on. 0 selects a free port.",
    )
    data_dir: UserPath = Field(
        default_factory=lambda: user_data_path(APPLICATION),
        description="Directory for the database, uploads, jobs, logs and generated secrets. Default: "
        "the user's data directory of the system.",
        examples=["~/.local/share/lezerprint"],
    )

    database_url: DatabaseUrl = Field(
        default_factory=lambda data: _database_in(data["data_dir"]),
        validation_alias="DATABASE_URL",
        repr=False,
        description="Database URL: `sqlite:///PATH` or `postgresql://USER:PASSWORD@HOST:PORT/NAME`. "
        "Default: an SQLite file in `data_dir`.",
        examples=["postgresql://lezerprint:PASSWORD@localhost:5432/lezerprint"],
    )
    redis_host: str | None = Field(
        default=None,
        min_length=1,
        validation_alias="REDIS_HOST",
        description="Host name of the Redis server. Ignored if `redis_url` is set.",
        examples=["localhost"],
    )
    redis_port: int = Field(
        default=6379,
        ge=1,
        le=65535,
        validation_alias="REDIS_PORT",
        description="TCP port of the Redis server.",
    )
    redis_password: SecretStr | None = Field(
        default=None,
        validation_alias="REDIS_PASSWORD",
        description="Password for Redis. Also used for a `redis_url` without a password.",
    )
    redis_url: RedisUrl | None = Field(
        default=None,
        validate_default=True,
        validation_alias="REDIS_URL",
        repr=False,
        description="URL of a Redis server, which then shares rate limits and carries tasks to "
        "`lezerprint worker`, of which at least one must then run. Without Redis, rates are counted in "
        "memory and tasks run in local processes.",
        examples=["redis://localhost:6379"],
    )

    jwt_secret: Secret | None = Field(
        default=None,
        validation_alias="JWT_SECRET",
        description="Secret that signs access tokens, at least 32 bytes. Default: generated and "
        "stored in `data_dir`.",
    )
    jwt_refresh_secret: Secret | None = Field(
        default=None,
        validation_alias="JWT_REFRESH_SECRET",
        description="Secret that signs refresh tokens, at least 32 bytes and different from "
        "`jwt_secret`. Default: generated and stored in `data_dir`.",
    )
    bcrypt_rounds: int = Field(
        default=12,
        ge=4,
        le=20,
        validation_alias="BCRYPT_ROUNDS",
        description="Cost of password hashing, as a binary logarithm.",
    )
    access_token_minutes: int = Field(
        default=15, ge=1, le=1440, description="Lifetime of an access token, in minutes."
    )
    refresh_token_days: int = Field(
        default=30, ge=1, le=3650, description="Lifetime of an unused session, in days."
    )
    host_control: bool = Field(
        default=True,
        description="Let administrators shut down and reboot the computer over the API, as far as the system "
        "allows it.",
    )
    open_registration: bool = Field(
        default=False,
        description="Allow anyone to register an account. The first account can always be registered.",
    )
    public_access: bool = Field(
        default=True,
        description="Show printer status and gallery to visitors without an account (`/api/public/…`,"
        " `/ws?demo=true`).",
    )
    public_details: bool = Field(
        default=False, description="Show visitors the name and the layer of what is printed, too."
    )
    public_camera: bool = Field(default=False, description="Show the camera to visitors, too.")
    trusted_proxies: Networks = Field(
        default=(),
        description="Addresses or networks of reverse proxies whose `X-Forwarded-…` headers are trusted.",
        examples=[["127.0.0.1"]],
    )

    frontend_url: WebUrl | None = Field(
        default=None,
        validation_alias="FRONTEND_URL",
        description="URL at which users open the front end. Default: this server.",
        examples=["https://print.example"],
    )
    cors_origin: Origins = Field(
        default=(),
        validate_default=True,
        validation_alias="CORS_ORIGIN",
        description="Origins whose pages may call the API; `*` allows all. Default: the origin of "
        "`frontend_url`.",
        examples=[["https://print.example"]],
    )
    camera_url: CameraUrl | None = Field(
        default=None,
        validation_alias="CAMERA_URL",
        repr=False,
        description="Source of the camera named `default`: MJPEG or single pictures over HTTP, RTSP, a "
        "device such as `/dev/video0`, or `virtual`. Default: no such camera.",
        examples=["http://192.168.1.100:8080/stream"],
    )
    ffmpeg_path: UserPath | None = Field(
        default=None,
        description="Path to ffmpeg, which reads devices and RTSP cameras. Default: that of imageio-ffmpeg.",
        examples=["/usr/bin/ffmpeg"],
    )
    recording_dir: UserPath = Field(
        default_factory=lambda data: data["data_dir"] / "recordings",
        description="Directory for recordings of cameras. Default: `recordings` in `data_dir`.",
        examples=["/srv/lezerprint/recordings"],
    )
    timelapse_dir: UserPath = Field(
        default_factory=lambda data: data["data_dir"] / "timelapses",
        description="Directory for pictures and films of time-lapses. Default: `timelapses` in `data_dir`.",
        examples=["/srv/lezerprint/timelapses"],
    )
    recording_keep_days: int = Field(
        default=0, ge=0, le=36_500, description="Number of days for which recordings are kept. 0: for ever."
    )
    timelapse_keep_days: int = Field(
        default=0,
        ge=0,
        le=36_500,
        description="Number of days for which films of time-lapses are kept. 0: for ever.",
    )
    frame_keep_days: int = Field(
        default=30,
        ge=0,
        le=36_500,
        description="Number of days for which pictures of time-lapses are kept; films stay. 0: for ever.",
    )
    cameras: Annotated[tuple[CameraSettings, ...], NoDecode, BeforeValidator(parsed_tables)] = Field(
        default=(),
        description="One table for each camera. `/api/camera/…` refers to the camera named `default`, or "
        "else to the first. `camera_url` is the source of the one named `default`.",
    )
    upload_dir: UserPath = Field(
        default_factory=lambda data: data["data_dir"] / "uploads",
        validation_alias="UPLOAD_DIR",
        description="Directory for uploaded files. Default: `uploads` in `data_dir`.",
        examples=["/srv/lezerprint/uploads"],
    )
    trash_hours: NotNegative = Field(
        default=24.0,
        description="Time for which deleted files, jobs, profiles and recordings can be restored, in hours. "
        "0 deletes at once.",
    )
    max_file_size: int = Field(
        default=524_288_000,
        ge=1,
        validation_alias="MAX_FILE_SIZE",
        description="Maximum size of an upload, in bytes.",
    )
    max_body_size: int = Field(
        default=1_048_576, ge=1024, description="Maximum size of a JSON request body, in bytes."
    )

    task_workers: int = Field(
        default=2,
        ge=1,
        description="Number of local processes for background tasks such as slicing. With two or "
        "more, one is reserved for short tasks.",
    )
    backup_dir: UserPath = Field(
        default_factory=lambda data: data["data_dir"] / "backups",
        description="Directory for backups, preferably on another disk. Default: `backups` in `data_dir`.",
        examples=["/srv/lezerprint/backups"],
    )
    backup_keep: int = Field(default=7, ge=1, description="Number of backups to keep in `backup_dir`.")

    temperature_log_seconds: Positive = Field(
        default=5.0, description="Interval at which the temperatures of a job are stored, in seconds."
    )
    slicer_path: UserPath | None = Field(
        default=None,
        description="Path to PrusaSlicer. Default: detected on the PATH and in the usual places.",
        examples=["/opt/PrusaSlicer/prusa-slicer"],
    )
    slicing_timeout_seconds: Positive = Field(
        default=1800.0, description="Time limit for slicing a model, in seconds."
    )
    filament_price_per_kg: NotNegative = Field(
        default=25.0, description="Price of filament per kilogram, in `currency`."
    )
    filament_prices: Prices = Field(
        default_factory=dict,
        description="Prices per kilogram by material. The price of PLA also applies to PLA+ and PLA-CF.",
        examples=[{"PETG": 28, "ABS": 30}],
    )
    currency: Currency = Field(default="EUR", description="ISO 4217 code of the currency of all prices.")

    maintenance_interval_hours: NotNegative = Field(
        default=200.0, description="Printing hours after which maintenance is due. 0 disables the reminder."
    )
    notification_keep_days: int = Field(
        default=90,
        ge=1,
        le=36_500,
        description="Number of days for which read notifications are kept. Unread ones are always kept.",
    )

    rate_limit_api: RateLimit = Field(
        default="600/minute",
        validation_alias="RATE_LIMIT_API",
        description="Request limit per user, with a session or an API key, such as `600/minute` or "
        "`100/15 minutes`. Signed URLs of media and the API documentation are not limited.",
    )
    rate_limit_visitors: RateLimit = Field(
        default="100/minute",
        validation_alias="RATE_LIMIT_VISITORS",
        description="Request limit per address without a valid session or API key.",
    )
    rate_limit_auth: RateLimit = Field(
        default="5/15 minutes",
        validation_alias="RATE_LIMIT_AUTH",
        description="Limit per address for sign-in and registration. Successful sign-ins are not counted.",
    )
    rate_limit_upload: ByteRateLimit = Field(
        default="5 GB/hour",
        validation_alias="RATE_LIMIT_UPLOAD",
        description="Limit per user for the size of uploads, such as `5 GB/hour` or `200 MB/15 minutes`.",
    )
    rate_limit_control: RateLimit = Field(
        default="30/minute",
        validation_alias="RATE_LIMIT_CONTROL",
        description="Limit for controlling the printer. Orders that stop something or switch heaters "
        "off are not limited.",
    )
    websocket_max_connections: int = Field(
        default=1000, ge=1, description="Maximum number of open WebSockets."
    )
    websocket_max_per_address: int = Field(
        default=100,
        ge=1,
        description="Maximum number of open WebSockets per address. A proxy that is not trusted "
        "counts as one address.",
    )
    websocket_max_per_user: int = Field(
        default=50, ge=1, description="Maximum number of open WebSockets per user."
    )

    log_level: LogLevel = Field(
        default="info",
        validation_alias="LOG_LEVEL",
        description="Minimum level of log records: debug, info, warning, error or critical.",
    )
    log_dir: UserPath = Field(
        default_factory=lambda data: data["data_dir"] / "logs",
        description="Directory for log files. Default: `logs` in `data_dir`.",
        examples=["/var/log/lezerprint"],
    )
    sentry_dsn: WebUrl | None = Field(
        default=None,
        validation_alias="SENTRY_DSN",
        repr=False,
        description="Sentry DSN to which errors are reported in production. Requires `pip install "
        "'lezerprint[sentry]'`.",
        examples=["https://KEY@sentry.example/1"],
    )

    smtp_host: str | None = Field(
        default=None,
        min_length=1,
        validation_alias="SMTP_HOST",
        description="Host name of the mail server. Default: no mail is sent.",
        examples=["smtp.example"],
    )
    smtp_port: int = Field(
        default=587,
        ge=1,
        le=65535,
        validation_alias="SMTP_PORT",
        description="Port of the mail server. 465 uses TLS from the start, other ports use STARTTLS.",
    )
    smtp_user: str | None = Field(
        default=None,
        validation_alias="SMTP_USER",
        description="User name for the mail server.",
        examples=["printer@example"],
    )
    smtp_pass: SecretStr | None = Field(
        default=None, validation_alias="SMTP_PASS", description="Password for the mail server."
    )
    smtp_from: MailSender | None = Field(
        default=None,
        validation_alias="SMTP_FROM",
        description="Sender of mail, such as `print@example` or `Workshop <print@example>`. Default: "
        "`smtp_user`.",
        examples=["Workshop <printer@example>"],
    )
    webhook_networks: Networks = Field(
        default=(),
        description="Addresses or networks that webhooks may call although they belong to this "
        "machine or are link-local.",
        examples=[["127.0.0.0/8"]],
    )

    printers: Annotated[tuple[PrinterSettings, ...], NoDecode, BeforeValidator(parsed_tables)] = Field(
        default=(PrinterSettings(),),
        min_length=1,
        description="One table for each printer. `/api/printer/…` refers to the printer named "
        "`default`, or else to the first.",
    )

    @property
    def origin(self) -> SettingsOrigin:
        """What they were read from; of those that a program made itself, all that it gave counts as flags."""
        return self._origin or SettingsOrigin(
            flags={name: getattr(self, name) for name in self.model_fields_set}
        )

    def read_from(self, origin: SettingsOrigin) -> Self:
        """Note what they were read from; the same settings."""
        self._origin = origin
        return self

    @property
    def all_cameras(self) -> tuple[CameraSettings, ...]:
        """Those of the tables, and that of `camera_url`."""
        if self.camera_url is None:
            return self.cameras
        for index, one in enumerate(self.cameras):
            if one.name == DEFAULT_CAMERA:
                changed = one.model_copy(update={"url": self.camera_url})
                return (*self.cameras[:index], changed, *self.cameras[index + 1 :])
        return (CameraSettings(url=self.camera_url), *self.cameras)

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
                "recording_dir": folder / "recordings",
                "timelapse_dir": folder / "timelapses",
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

    @field_validator("cameras")
    @classmethod
    def _camera_names_differ(cls, cameras: tuple[CameraSettings, ...]) -> tuple[CameraSettings, ...]:
        if len({camera.name for camera in cameras}) < len(cameras):
            raise ValueError("has two cameras of the same name")
        return cameras

    @field_validator("printers")
    @classmethod
    def _cameras_are_there(
        cls, printers: tuple[PrinterSettings, ...], info: ValidationInfo
    ) -> tuple[PrinterSettings, ...]:
        names = {camera.name for camera in info.data.get("cameras", ())}
        names |= {DEFAULT_CAMERA} if info.data.get("camera_url") else set()
        for printer in printers:
            if printer.camera is not None and printer.camera not in names:
                raise ValueError(f"has a printer whose camera {printer.camera!r} is not among the cameras")
        return printers

    @field_validator("printers")
    @classmethod
    def _names_differ(cls, printers: tuple[PrinterSettings, ...]) -> tuple[PrinterSettings, ...]:
        if len({printer.name for printer in printers}) < len(printers):
            raise ValueError("has two printers with the same name")
        return printers


def _with_password(url: str, password: str) -> str:
    parts = urlsplit(url)
    if parts.password or not parts.hostname:  # a socket's URL has no place for it but the query
        return url
    user, _, host = parts.netloc.rpartition("@")
    return urlunsplit(parts._replace(netloc=f"{user.rstrip(':')}:{quote(password, safe='')}@{host}"))
