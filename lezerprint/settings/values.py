"""What the values of settings may be. Every error is the end of a sentence that begins with the name."""

from __future__ import annotations

import ipaddress
import json
from collections.abc import Mapping
from email.utils import parseaddr
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr
from pydantic_settings import NoDecode

from lezerprint.base.rates import parse_byte_rate, parse_rates
from lezerprint.base.special_addresses import is_special
from lezerprint.errors import StorageError

if TYPE_CHECKING:
    from collections.abc import Callable

MINIMUM_SECRET_BYTES: Final = 32
"""As long as the digest that the tokens are signed with (RFC 7518, 3.2)."""

SAMPLE_SECRETS: Final = frozenset(
    {
        "your-secret-key-here",
        "your-refresh-secret",
        "replace-this-by-the-output-of-openssl-rand-hex-32",
        "replace-this-too-by-the-output-of-openssl-rand-hex-32",
    }
)
"""Secrets that everybody can read, in the specification and in `config/lezerprint.env`."""

_HOW_TO_MAKE_ONE: Final = "generate one with: openssl rand -hex 32"
_CURRENCY_LETTERS: Final = 3
_LEVEL_SYNONYMS: Final = {"warn": "warning", "fatal": "critical"}

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def _in_home(path: Path) -> Path:
    try:
        return path.expanduser()
    except RuntimeError as error:  # `~somebody`, whom nobody knows
        raise ValueError("is in a home directory that does not exist") from error


def _level(name: object) -> str:
    lower = str(name).lower()
    return _LEVEL_SYNONYMS.get(lower, lower)


def _lower(name: object) -> str:
    return str(name).lower()


def split_list(value: Any) -> Any:
    """The parts of a comma separated list, as the environment has it; anything else as it is."""
    if not isinstance(value, str):
        return value
    return [part for one in value.split(",") if (part := one.strip())]


def parsed_tables(value: object) -> object:
    """The tables in a JSON list, as the environment has it; anything else as it is."""
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError as error:
        raise ValueError("is not a JSON list of tables") from error


def _secret(secret: SecretStr) -> SecretStr:
    text = secret.get_secret_value()
    if text in SAMPLE_SECRETS:
        raise ValueError(f"is the public sample value; {_HOW_TO_MAKE_ONE}")
    if len(text.encode()) < MINIMUM_SECRET_BYTES:
        raise ValueError(f"must have at least {MINIMUM_SECRET_BYTES} bytes; {_HOW_TO_MAKE_ONE}")
    return secret


def _url(*schemes: str) -> Callable[[str], str]:
    """Refuses what is no URL of these schemes; its message does not repeat the value."""

    def checked(url: str) -> str:
        try:
            parts = urlsplit(url)
            whole = parts.scheme.lower() in schemes and bool(parts.hostname) and parts.port != 0
        except ValueError:
            whole = False
        if not whole or any(character.isspace() for character in url):
            raise ValueError(f"must be a URL with a host: {' or '.join(f'{one}://…' for one in schemes)}")
        return url.rstrip("/")

    return checked


def _redis_url(url: str) -> str:
    # A socket has a path, and no host.
    return url if url.startswith("unix:///") else _url("redis", "rediss")(url)


def origin_of(url: str) -> str:
    """Scheme, host and port of a URL, as a browser says where a page comes from (RFC 6454)."""
    parts = urlsplit(url)
    return f"{parts.scheme.lower()}://{parts.netloc.rpartition('@')[2].lower()}"


def _origin(origin: str) -> str:
    if origin == "*":
        return origin
    try:
        known = urlsplit(origin).scheme.lower() in {"http", "https"} and urlsplit(origin).hostname
    except ValueError:
        known = None
    if not known or origin_of(origin) != origin.rstrip("/").lower():
        raise ValueError(f"must have origins such as https://print.example:8443, or *; {origin!r} is none")
    return origin_of(origin)


def _camera(camera: str) -> str:
    if camera == "virtual" or camera.startswith(("/dev/", "file:///")):
        return camera
    try:
        _url("http", "https", "rtsp")(camera)
    except ValueError as error:
        raise ValueError(f"{error}, file:///…, a device such as /dev/video0, or virtual") from None
    try:
        address = ipaddress.ip_address(urlsplit(camera).hostname or "")
    except ValueError:  # a name: what it leads to is checked when it is connected to
        return camera
    if is_special(address):
        raise ValueError("must not lead to a link-local or metadata address")
    return camera  # as it is: some cameras want the slash at its end


def _webrtc(url: str) -> str:
    _url("http", "https")(url)
    return _camera(url)


def _database_url(url: str) -> str:
    from lezerprint.storage.location import Location  # noqa: PLC0415 - no command pays for it but these

    try:
        Location.parse(url)
    except StorageError as error:
        raise ValueError(f"is wrong: {error}") from error
    return url


def _rate_limit(notation: str) -> str:
    wrong = f"must be a rate such as 100/minute or 5/15 minutes (it is {notation!r})"
    try:
        parsed = parse_rates(notation)
    except ValueError as error:
        raise ValueError(wrong) from error
    if len(parsed) != 1 or parsed[0].amount < 1 or parsed[0].window_seconds < 1:
        raise ValueError(wrong)
    return notation.strip()


def _byte_rate_limit(notation: str) -> str:
    wrong = f"must be a rate of bytes such as 5 GB/hour or 200 MB/15 minutes (it is {notation!r})"
    try:
        parsed = parse_byte_rate(notation)
    except ValueError as error:
        raise ValueError(wrong) from error
    if parsed.amount < 1 or parsed.window_seconds < 1:
        raise ValueError(wrong)
    return notation.strip()


def _mail_sender(sender: str) -> str:
    name, address = parseaddr(sender)
    local, _, domain = address.rpartition("@")
    if not (local and domain and sender.isprintable()) or (not name and address != sender.strip("<> ")):
        raise ValueError("must be print@example or Workshop <print@example>")
    return sender


def _prices(value: Any) -> Any:
    """By material in upper case, from a table, or from `PLA=20,PETG=28` as the environment has it."""
    if isinstance(value, str):
        pairs = [part.partition("=") for part in split_list(value)]
        if not all(name.strip() and price.strip() for name, _, price in pairs):
            raise ValueError("must have prices such as PLA=20,PETG=28")
        value = {name: price.strip() for name, _, price in pairs}
    if not isinstance(value, Mapping):
        raise ValueError("must be a table of prices by material")  # noqa: TRY004 - pydantic wants this one
    return {str(name).strip().upper(): price for name, price in value.items()}


def _currency(code: str) -> str:
    if not (len(code) == _CURRENCY_LETTERS and code.isascii() and code.isalpha()):
        raise ValueError("must be the code of a currency, such as EUR")
    return code.upper()


def _networks(value: Any) -> tuple[Network, ...]:
    networks = []
    for one in split_list(value):
        try:
            networks.append(ipaddress.ip_network(one))
        except ValueError as error:
            raise ValueError(f"must have addresses or networks such as 10.0.0.0/8: {error}") from error
    return tuple(networks)


NotNegative = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Positive = Annotated[float, Field(gt=0, allow_inf_nan=False)]
LogLevel = Annotated[Literal["debug", "info", "warning", "error", "critical"], BeforeValidator(_level)]
Mode = Annotated[Literal["development", "production"], BeforeValidator(_lower)]
UserPath = Annotated[Path, AfterValidator(_in_home)]
Secret = Annotated[SecretStr, AfterValidator(_secret)]
Prices = Annotated[dict[str, NotNegative], NoDecode, BeforeValidator(_prices)]
Currency = Annotated[str, AfterValidator(_currency)]
MailSender = Annotated[str, AfterValidator(_mail_sender)]
WebUrl = Annotated[str, AfterValidator(_url("http", "https"))]
RedisUrl = Annotated[str, AfterValidator(_redis_url)]
CameraUrl = Annotated[str, AfterValidator(_camera)]
WebrtcUrl = Annotated[str, AfterValidator(_webrtc)]
DatabaseUrl = Annotated[str, AfterValidator(_database_url)]
RateLimit = Annotated[str, AfterValidator(_rate_limit)]
ByteRateLimit = Annotated[str, AfterValidator(_byte_rate_limit)]
Origins = Annotated[
    tuple[Annotated[str, AfterValidator(_origin)], ...], NoDecode, BeforeValidator(split_list)
]
Networks = Annotated[tuple[Network, ...], NoDecode, BeforeValidator(_networks)]
