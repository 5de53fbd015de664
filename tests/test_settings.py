"""Where settings come from, and which of them counts."""

from __future__ import annotations

import ipaddress
import tomllib
from pathlib import Path

import pytest
from plain_environment import without_settings
from platformdirs import user_config_path

from lezerprint.errors import SettingsError
from lezerprint.settings import PrinterSettings, Settings, load_settings, read_settings
from lezerprint.settings.names import environment_names, unknown_variables
from lezerprint.virtual.dialects import DIALECTS

SAMPLE = Path(__file__).parents[1] / "config" / "lezerprint.toml"


@pytest.fixture(autouse=True)
def _no_environment(monkeypatch, tmp_path):
    without_settings(monkeypatch, tmp_path)


@pytest.fixture
def toml(tmp_path):
    def write(text):
        file = tmp_path / "given.toml"
        file.write_text(text)
        return file

    return write


@pytest.fixture
def own_file():
    """The user's own file, where the system keeps it."""
    folder = user_config_path("lezerprint")
    folder.mkdir(parents=True)

    def write(text):
        (folder / "lezerprint.toml").write_text(text)

    return write


def test_nothing_is_said():
    settings = load_settings(None, {})
    assert (settings.host, settings.port, settings.log_level) == ("127.0.0.1", 3001, "info")
    assert settings.printers == (PrinterSettings(),)
    assert settings.printer == PrinterSettings(
        name="default",
        device="auto",
        baudrate=None,
        orphan_timeout_seconds=300,
        residency_seconds=3,
        virtual_speed=1,
    )
    assert settings.data_dir.name == "lezerprint"


@pytest.mark.parametrize("dialect", sorted(DIALECTS))
def test_the_simulated_printer_has_any_familys_firmware(toml, dialect):
    given = toml(f"[[printers]]\nvirtual_dialect = '{dialect}'\n")
    assert load_settings(given, {}).printer.port_options().virtual_dialect == dialect


def test_the_sample_has_the_defaults():
    assert tomllib.loads(SAMPLE.read_text("utf-8"))["printers"]
    assert load_settings(SAMPLE, {}) == load_settings(None, {})


def test_what_counts_more(toml, own_file, monkeypatch):
    own_file("port = 1\nhost = 'own'\nlog_level = 'error'\n")
    assert load_settings(None, {}).port == 1
    given = toml("port = 2\nhost = 'given'\n")
    assert load_settings(given, {}).port == 2
    monkeypatch.setenv("PORT", "3")
    assert load_settings(given, {}).port == 3
    settings = load_settings(given, {"port": 4, "host": None})
    assert (settings.port, settings.host, settings.log_level) == (4, "given", "error")


def test_the_environments_names(monkeypatch, tmp_path):
    monkeypatch.setenv("LEZERPRINT_HOST", "0.0.0.0")  # noqa: S104 - a value, nothing listens
    monkeypatch.setenv("LEZERPRINT_DATA_DIR", "~/prints")
    monkeypatch.setenv("LOG_LEVEL", "WARNING")
    monkeypatch.setenv("PORT", "")
    monkeypatch.setenv("HOST", "is not ours")
    settings = load_settings(None, {})
    assert settings.host == "0.0.0.0"  # noqa: S104 - as above
    assert settings.data_dir == tmp_path / "prints"
    assert settings.log_level == "warning"
    assert settings.port == 3001


def test_the_default_printers_environment(toml, monkeypatch):
    monkeypatch.setenv("PRINTER_PORT", "virtual")
    monkeypatch.setenv("PRINTER_BAUDRATE", "250000")
    assert load_settings(None, {}).printer == PrinterSettings(device="virtual", baudrate=250000)
    two = toml(
        "[[printers]]\nname = 'other'\ndevice = '/dev/a'\n"
        "[[printers]]\nname = 'default'\ndevice = '/dev/b'\nresidency_seconds = 1\n"
    )
    other, default = load_settings(two, {"printer": {"baudrate": 9600, "device": None}}).printers
    assert (other.device, other.baudrate) == ("/dev/a", None)
    assert (default.device, default.baudrate, default.residency_seconds) == ("virtual", 9600, 1)


def test_the_first_printer_is_the_default_where_none_has_that_name(toml):
    one = toml("[[printers]]\nname = 'a'\n[[printers]]\nname = 'b'\n")
    first, second = load_settings(one, {"printer": {"device": "/dev/x"}}).printers
    assert (first.device, second.device) == ("/dev/x", "auto")


def test_settings_stay_as_they_are():
    with pytest.raises(ValueError, match="frozen"):
        load_settings(None, {}).port = 5


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("port = 70000", "'port' must be at most 65535 (it is 70000)"),
        ("port = 'abc'", "'port' must be a whole number (it is 'abc')"),
        ("colour = 1", "unknown setting 'colour'"),
        ("log_level = 'loud'", "'log_level' must be one of 'debug'"),
        ("data_dir = '~nobody-of-that-name/x'", "'data_dir' is in a home directory that does not exist"),
        ("printers = []", "'printers'"),
        ("[[printers]]\nbaudrate = 0", "'printers.0.baudrate' must be more than 0"),
        ("[[printers]]\nspeed = 0", "unknown setting 'printers.0.speed'"),
        ("[[printers]]\nvirtual_speed = inf", "'printers.0.virtual_speed'"),
        ("[[printers]]\nname='a'\n[[printers]]\nname='a'", "has two printers with the same name"),
        ("port = = 5", "given.toml are not valid TOML"),
    ],
)
def test_a_wrong_value_is_named_in_one_line(toml, text, words):
    with pytest.raises(SettingsError) as raised:
        load_settings(toml(text), {})
    assert words in str(raised.value)
    assert "\n" not in str(raised.value)


def test_a_wrong_environment_is_named(monkeypatch):
    monkeypatch.setenv("LEZERPRINT_PRINTERS", "{")
    with pytest.raises(SettingsError, match="printers"):
        load_settings(None, {})


def test_a_file_that_was_named_must_be_there(tmp_path):
    with pytest.raises(SettingsError, match="settings file not found:"):
        load_settings(tmp_path / "nothing.toml", {})


def test_it_is_a_plain_settings_object():
    assert type(load_settings(None, {})) is Settings


ONE_SECRET = "a" * 32
OTHER_SECRET = "b" * 32

SAID = {
    "NODE_ENV": ("production", "env", "production"),
    "PORT": ("3002", "port", 3002),
    "DATABASE_URL": ("postgresql://user:password@localhost:5432/lezerprint", "database_url", None),
    "REDIS_HOST": ("cache", "redis_url", "redis://cache:6379"),
    "REDIS_PORT": ("6380", "redis_port", 6380),
    "REDIS_URL": ("redis://redis:6379/1", "redis_url", "redis://redis:6379/1"),
    "BCRYPT_ROUNDS": ("13", "bcrypt_rounds", 13),
    "CAMERA_URL": ("http://192.168.1.100:8080/stream", "camera_url", None),
    "UPLOAD_DIR": ("/app/uploads", "upload_dir", Path("/app/uploads")),
    "MAX_FILE_SIZE": ("1000", "max_file_size", 1000),
    "FRONTEND_URL": ("https://lezerprint.com/", "frontend_url", "https://lezerprint.com"),
    "CORS_ORIGIN": ("https://a.com, http://b.com:81", "cors_origin", ("https://a.com", "http://b.com:81")),
    "SENTRY_DSN": ("https://key@sentry.io/1", "sentry_dsn", None),
    "LOG_LEVEL": ("warn", "log_level", "warning"),
    "SMTP_HOST": ("smtp.gmail.com", "smtp_host", None),
    "SMTP_PORT": ("465", "smtp_port", 465),
    "SMTP_USER": ("me@gmail.com", "smtp_user", None),
    "RATE_LIMIT_API": ("1000/second", "rate_limit_api", None),
    "RATE_LIMIT_VISITORS": ("90/minute", "rate_limit_visitors", None),
    "RATE_LIMIT_AUTH": ("6/15 minutes", "rate_limit_auth", None),
    "RATE_LIMIT_UPLOAD": ("2.5 GB per hour", "rate_limit_upload", None),
    "RATE_LIMIT_CONTROL": ("1/2 minutes", "rate_limit_control", None),
    "LEZERPRINT_OPEN_REGISTRATION": ("true", "open_registration", True),
    "LEZERPRINT_PUBLIC_ACCESS": ("0", "public_access", False),
    "LEZERPRINT_TRUSTED_PROXIES": (
        "10.0.0.0/8,::1",
        "trusted_proxies",
        (ipaddress.ip_network("10.0.0.0/8"), ipaddress.ip_network("::1/128")),
    ),
    "LEZERPRINT_PRINTERS": (
        '[{"name": "a", "volume": [220, 220, 250]}]',
        "printers",
        (PrinterSettings(name="a", volume=(220, 220, 250)),),
    ),
}


@pytest.mark.parametrize("name", SAID)
def test_a_variable_of_the_environment_sets_its_field(name, monkeypatch):
    text, field, value = SAID[name]
    before = getattr(load_settings(None, {}), field)
    monkeypatch.setenv(name, text)
    after = getattr(load_settings(None, {}), field)
    assert after == (text if value is None else value)
    assert after != before


@pytest.mark.parametrize(
    ("name", "field"),
    [("JWT_SECRET", "jwt_secret"), ("JWT_REFRESH_SECRET", "jwt_refresh_secret"), ("SMTP_PASS", "smtp_pass")],
)
def test_a_secret_is_read_and_not_shown(name, field, monkeypatch):
    monkeypatch.setenv(name, ONE_SECRET)
    settings = load_settings(None, {})
    assert getattr(settings, field).get_secret_value() == ONE_SECRET
    assert ONE_SECRET not in repr(settings)


@pytest.mark.parametrize("field", sorted(set(Settings.model_fields) - {"printers"}))
def test_the_environment_counts_more_than_files_and_less_than_flags(field, toml, monkeypatch):
    samples = {
        bool: ("false", "true", "false"),
        int: ("4097", "4098", "4099"),
        float: ("1.5", "2.5", "3.5"),
        Path: ("'/a'", "/b", "/c"),
    }
    special = {
        "env": ("'development'", "production", "development"),
        "log_level": ("'debug'", "error", "critical"),
        "bcrypt_rounds": ("10", "11", "13"),
        "access_token_minutes": ("10", "11", "13"),
        "refresh_token_days": ("10", "11", "13"),
        "database_url": ("'sqlite:////a'", "sqlite:////b", "sqlite:////c"),
        "redis_url": ("'redis://a'", "redis://b", "redis://c"),
        "jwt_secret": (f"'{'a' * 32}'", "b" * 32, "c" * 32),
        "jwt_refresh_secret": (f"'{'d' * 32}'", "e" * 32, "f" * 32),
        "trusted_proxies": ("['1.1.1.1']", "2.2.2.2", "3.3.3.3"),
        "smtp_from": ("'a@b'", "C <c@d>", "e@f"),
        "webhook_networks": ("['127.0.0.0/8']", "::1/128", "10.0.0.1"),
        "rate_limit_upload": ("'1 GB/hour'", "2 GB/hour", "3 GB/hour"),
        "filament_prices": ("{ PLA = 20 }", "PLA=21, petg=28", {"PLA": 22}),
        "currency": ("'USD'", "gbp", "CHF"),
        "notification_keep_days": ("10", "11", "13"),
        "cors_origin": ("['https://a']", "https://b", "https://c"),
        "cameras": ("[{ url = 'http://a' }]", '[{"url": "http://b"}]', [{"url": "http://c"}]),
    }
    urls = ("'https://a'", "https://b", "https://c")
    rates = ("'1/hour'", "2/hour", "3/hour")
    kind = Settings.model_fields[field].annotation
    plain = rates if field.startswith("rate") else urls
    filed, environment, flag = special.get(field) or samples.get(kind) or plain
    file = toml(f"{field} = {filed}\n")
    own = getattr(load_settings(file, {}), field)
    monkeypatch.setenv(environment_names(field)[0], environment)
    from_environment = getattr(load_settings(file, {}), field)
    from_flag = getattr(load_settings(file, {field: flag}), field)
    assert own != from_environment != from_flag


def test_our_own_name_of_the_mode_counts_more(monkeypatch):
    monkeypatch.setenv("NODE_ENV", "development")
    monkeypatch.setenv("LEZERPRINT_ENV", "Production")
    assert load_settings(None, {}).env == "production"


def test_what_is_kept_lies_in_the_data_directory(tmp_path):
    settings = load_settings(None, {"data_dir": tmp_path / "prints"})
    assert settings.database_url == f"sqlite:///{tmp_path}/prints/lezerprint.db"
    assert (settings.upload_dir, settings.log_dir) == (tmp_path / "prints/uploads", tmp_path / "prints/logs")
    moved = settings.in_folder(tmp_path / "demo")
    assert moved.database_url == f"sqlite:///{tmp_path}/demo/lezerprint.db"
    assert {moved.data_dir, moved.upload_dir.parent, moved.log_dir.parent} == {tmp_path / "demo"}


@pytest.mark.parametrize(
    ("url", "password", "effective"),
    [
        ("redis://h:1/2", "p@ss", "redis://:p%40ss@h:1/2"),
        ("rediss://user@h", "x", "rediss://user:x@h"),
        ("redis://:own@h", "x", "redis://:own@h"),
        ("unix:///run/redis.sock", "x", "unix:///run/redis.sock"),
    ],
)
def test_the_password_of_redis_goes_into_its_url(url, password, effective, monkeypatch):
    monkeypatch.setenv("REDIS_URL", url)
    monkeypatch.setenv("REDIS_PASSWORD", password)
    assert load_settings(None, {}).redis_url == effective


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("JWT_SECRET", "your-secret-key-here", "the public sample value"),
        ("JWT_REFRESH_SECRET", "your-refresh-secret", "the public sample value"),
        ("JWT_SECRET", "replace-this-by-the-output-of-openssl-rand-hex-32", "the public sample"),
        ("JWT_SECRET", "x" * 31, "at least 32 bytes"),
        ("DATABASE_URL", "mysql://root:hunter2@h/x", "must begin with"),
        ("REDIS_URL", "http://:hunter2@h", "must be a URL"),
        ("SENTRY_DSN", "hunter2", "must be a URL"),
        ("CAMERA_URL", "ftp://hunter2", "must be a URL"),
        ("RATE_LIMIT_API", "0/minute", "must be a rate"),
        ("RATE_LIMIT_API", "often", "must be a rate"),
        ("RATE_LIMIT_API", "5/0 minutes", "must be a rate"),
        ("RATE_LIMIT_UPLOAD", "10/hour", "must be a rate of bytes"),
        ("RATE_LIMIT_UPLOAD", "0 MB/hour", "must be a rate of bytes"),
        ("RATE_LIMIT_API", "1/minute;2/hour", "must be a rate"),
        ("CORS_ORIGIN", "https://a.com/path", "must have origins"),
        ("LEZERPRINT_TRUSTED_PROXIES", "10.0.0.1/8", "host bits set"),
        ("LEZERPRINT_ENV", "test", "'development' or 'production'"),
        ("BCRYPT_ROUNDS", "3", "at least 4"),
    ],
)
def test_a_wrong_variable_is_named_and_a_secret_is_not_repeated(name, text, words, monkeypatch):
    monkeypatch.setenv(name, text)
    with pytest.raises(SettingsError) as raised:
        load_settings(None, {})
    assert str(raised.value).startswith(f"{name}: ")
    assert words in str(raised.value)
    assert "hunter2" not in str(raised.value)
    assert not ("SECRET" in name and text in str(raised.value))


def test_the_two_secrets_differ(monkeypatch):
    monkeypatch.setenv("JWT_SECRET", ONE_SECRET)
    monkeypatch.setenv("JWT_REFRESH_SECRET", ONE_SECRET)
    with pytest.raises(SettingsError, match=r"^JWT_REFRESH_SECRET: .* must differ"):
        load_settings(None, {})
    monkeypatch.setenv("JWT_REFRESH_SECRET", OTHER_SECRET)
    load_settings(None, {})


def test_all_problems_are_collected_with_who_said_it(toml, own_file, monkeypatch):
    own_file("colour = 1\nsmtp_port = 0\n")
    file = toml("max_file_size = 0\ndata_dir = '~nobody-of-that-name/x'\n")
    monkeypatch.setenv("PORT", "abc")
    monkeypatch.setenv("PRINTER_BAUDRATE", "fast")
    settings, problems = read_settings(file, {"host": ""})
    assert settings is None
    text = "\n".join(problems)
    for words in (
        "lezerprint.toml: unknown setting 'colour'",
        "lezerprint.toml: the setting 'smtp_port'",
        f"{file}: the setting 'max_file_size'",
        f"{file}: the setting 'data_dir'",
        "PORT: the setting 'port'",
        "PRINTER_BAUDRATE: the setting 'baudrate'",
        "--host: the setting 'host'",
    ):
        assert words in text
    assert len(problems) == 7


def test_unknown_variables_are_told_with_what_was_meant():
    known = dict.fromkeys(["LEZERPRINT_HOST", "LEZERPRINT_CHAOS_KILL", "LEZERPRINT_TEST_X", "PATH"], "1")
    assert unknown_variables(known) == []
    assert unknown_variables({"LEZERPRINT_HOTS": "1", "LEZERPRINT_PORT": "1", "LEZERPRINT_QQQ": ""}) == [
        "LEZERPRINT_HOTS is not a setting; did you mean LEZERPRINT_HOST?",
        "LEZERPRINT_PORT is not a setting; did you mean PORT?",
        "LEZERPRINT_QQQ is not a setting",
    ]


def test_the_sample_environment_says_nothing_but_settings():
    sample = (SAMPLE.parent / "lezerprint.env").read_text("utf-8")
    said = {line.removeprefix("# ").partition("=")[0] for line in sample.splitlines() if "=" in line}
    customary = {name for field in Settings.model_fields for name in environment_names(field)}
    assert {name for name in said if name.isupper()} <= customary | {"PRINTER_PORT", "PRINTER_BAUDRATE"}
    assert {"JWT_SECRET", "PORT", "SMTP_PASS"} <= said


def test_prices_by_material(toml, monkeypatch):
    file = toml("filament_prices = { pla = 20, ' PETG' = 28.5 }\ncurrency = 'chf'\n")
    settings = load_settings(file, {})
    assert (settings.filament_prices, settings.currency) == ({"PLA": 20.0, "PETG": 28.5}, "CHF")
    monkeypatch.setenv("LEZERPRINT_FILAMENT_PRICES", "PLA=21, petg = 28,")
    assert load_settings(file, {}).filament_prices == {"PLA": 21.0, "PETG": 28.0}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("filament_prices = { PLA = -1 }", "filament_prices.PLA"),
        ("filament_prices = { PLA = 'dear' }", "filament_prices.PLA"),
        ("filament_prices = 5", "table of prices"),
        ("filament_prices = 'PLA'", "such as PLA=20,PETG=28"),
        ("currency = 'Euro'", "such as EUR"),
        ("maintenance_interval_hours = -1", "maintenance_interval_hours"),
        ("notification_keep_days = 0", "notification_keep_days"),
    ],
)
def test_wrong_prices_are_told(toml, text, words):
    with pytest.raises(SettingsError, match=words):
        load_settings(toml(text), {})


def test_the_cameras(toml, monkeypatch):
    given = toml("[[cameras]]\nname = 'nozzle'\nurl = 'rtsp://cam/1'\n[[printers]]\ncamera = 'nozzle'\n")
    settings = load_settings(given, {})
    assert [camera.name for camera in settings.all_cameras] == ["nozzle"]
    monkeypatch.setenv("CAMERA_URL", "http://cam/stream/")
    default, nozzle = load_settings(given, {}).all_cameras
    assert (default.name, default.url, nozzle.name) == ("default", "http://cam/stream/", "nozzle")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[[cameras]]\nurl = 'http://169.254.169.254/'", "must not lead to a link-local or metadata address"),
        ("[[cameras]]\nurl = 'ftp://a/'", "a device such as /dev/video0, or virtual"),
        ("[[cameras]]\nname = 'a/b'\nurl = 'virtual'", "'cameras.0.name'"),
        ("[[cameras]]\nurl = 'virtual'\n[[cameras]]\nurl = 'virtual'", "has two cameras of the same name"),
        ("[[printers]]\ncamera = 'x'", "has a printer whose camera 'x' is not among the cameras"),
    ],
)
def test_a_wrong_camera_is_named(toml, text, words):
    with pytest.raises(SettingsError) as raised:
        load_settings(toml(text), {})
    assert words in str(raised.value)
