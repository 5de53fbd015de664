"""`lezerprint config`: everything that is wrong, by its name, and no secret."""

from __future__ import annotations

import os

import pytest
from plain_environment import without_settings

from lezerprint.cli.program import main


@pytest.fixture(autouse=True)
def _no_environment(monkeypatch, tmp_path):
    without_settings(monkeypatch, tmp_path)


@pytest.fixture
def config(capsys, tmp_path):
    def run(action, *words):
        code = main(["config", action, "--data-dir", str(tmp_path / "kept"), *words])
        out, err = capsys.readouterr()
        return code, out, err

    return run


def test_all_is_well_and_what_is_in_force_is_told(config, tmp_path):
    code, out, err = config("check")
    assert (code, err) == (0, "")
    rows = dict(line.split(None, 1) for line in out.splitlines()[1:])
    assert out.startswith("listens on       127.0.0.1:3001\n")
    assert rows["database_url"] == f"sqlite:///{tmp_path}/kept/lezerprint.db"
    assert rows["env"] == "development"


def test_every_problem_is_an_error_by_its_name(config, tmp_path, monkeypatch):
    file = tmp_path / "given.toml"
    file.write_text("max_file_size = 'big'\n")
    monkeypatch.setenv("PORT", "0x")
    monkeypatch.setenv("JWT_SECRET", "your-secret-key-here")
    monkeypatch.setenv("LEZERPRINT_HOTS", "x")
    code, out, err = config("check", "--config", str(file))
    assert (code, out) == (1, "")
    heads = [line.partition("; ")[0].partition(": the")[0] for line in err.splitlines()]
    assert heads == [
        "warning: LEZERPRINT_HOTS is not a setting",
        "error: PORT",
        "error: JWT_SECRET",
        f"error: {file}",
    ]


def test_a_folder_that_cannot_be_written_and_damaged_secrets_are_errors(config, tmp_path, monkeypatch):
    (tmp_path / "taken").write_text("")
    monkeypatch.setenv("UPLOAD_DIR", str(tmp_path / "taken"))
    (tmp_path / "kept").mkdir()
    (tmp_path / "kept" / "secrets.json").write_text("{}")
    code, _, err = config("check")
    assert code == 1
    assert "'upload_dir'" in err
    assert "secrets.json is damaged" in err


def test_what_is_away_or_doubtful_is_a_warning(config, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://u:hunter2@127.0.0.1:1/x")
    monkeypatch.setenv("REDIS_URL", "redis://:hunter2@127.0.0.1:1")
    monkeypatch.setenv("LEZERPRINT_HOST", "192.0.2.1")
    monkeypatch.setenv("PRINTER_PORT", "/dev/no-such-printer")
    monkeypatch.setenv("BCRYPT_ROUNDS", "4")
    monkeypatch.setenv("CORS_ORIGIN", "*")
    code, out, err = config("check")
    assert code == 0
    said = ["DATABASE_URL: ", "REDIS_URL: ", "LEZERPRINT_ENV=production", "BCRYPT_ROUNDS=4", "CORS_ORIGIN=*"]
    for words in (*said, "/dev/no-such-printer"):
        assert f"{words}" in err
    assert len(err.splitlines()) == 6
    assert "hunter2" not in out + err
    monkeypatch.setenv("LEZERPRINT_ENV", "production")
    assert "LEZERPRINT_ENV" not in config("check")[2]


def test_show_lists_every_setting_and_masks_secrets(config, monkeypatch):
    monkeypatch.setenv("JWT_SECRET", "hunter2" * 5)
    monkeypatch.setenv("SMTP_PASS", "hunter2")
    monkeypatch.setenv("SENTRY_DSN", "https://hunter2@sentry.example/1")
    monkeypatch.setenv("CAMERA_URL", "http://me:hunter2@camera/stream")
    code, out, _ = config("show")
    rows = dict(line.split(None, 1) for line in out.splitlines())
    assert code == 0
    assert "hunter2" not in out
    assert rows["jwt_secret"] == "***"  # noqa: S105 - stars
    assert rows["jwt_refresh_secret"] == "generated"  # noqa: S105 - no secret
    assert rows["camera_url"] == "http://***@camera/stream"
    assert rows["printers.0.max_hotend_celsius"] == "300.0"
    assert not os.path.exists(rows["data_dir"])  # noqa: PTH110 - showing makes nothing


def test_cameras_are_shown_without_their_passwords(config, monkeypatch):
    monkeypatch.setenv(
        "LEZERPRINT_CAMERAS", '[{"name": "nozzle", "url": "rtsp://me:hunter2@cam/1?pwd=hunter2"}]'
    )
    for action in ("check", "show"):
        code, out, _ = config(action)
        assert code == 0
        assert "rtsp://***@cam/1?pwd=***" in out
        assert "hunter2" not in out


def test_variables_that_were_meant_for_it_are_told(config, monkeypatch):
    for name in ("PRINTER_PRT", "DATABSE_URL", "RATE_LIMITS", "SMTP_PASSWORD", "JWT_KEY", "PRINTER_SPEED"):
        monkeypatch.setenv(name, "x")
    for name in ("PRINTER", "SENTRY_ENVIRONMENT", "DATABASE", "LOGNAME", "UPLOADS"):
        monkeypatch.setenv(name, "x")
    code, _, err = config("check")
    assert code == 0
    assert err.splitlines() == [
        "warning: DATABSE_URL is not a setting; did you mean DATABASE_URL?",
        "warning: JWT_KEY is not a setting",
        "warning: PRINTER_PRT is not a setting; did you mean PRINTER_PORT?",
        "warning: PRINTER_SPEED is not a setting",
        "warning: RATE_LIMITS is not a setting; did you mean RATE_LIMIT_API?",
        "warning: SMTP_PASSWORD is not a setting; did you mean SMTP_PASS?",
    ]


def test_paths_that_do_not_exist_are_told_and_not_made(config, tmp_path, monkeypatch):
    absent = tmp_path / "absent"
    monkeypatch.setenv("LEZERPRINT_SLICER_PATH", str(absent / "slicer"))
    monkeypatch.setenv("LEZERPRINT_FFMPEG_PATH", str(absent / "ffmpeg"))
    monkeypatch.setenv("LEZERPRINT_BACKUP_DIR", str(absent / "backups"))
    monkeypatch.setenv("CAMERA_URL", "/dev/video-absent")
    code, _, err = config("check")
    assert code == 1
    assert err.splitlines() == [
        f"warning: the setting 'backup_dir': {absent}/backups does not exist; the server will create it",
        "warning: the camera 'default': there is no /dev/video-absent",
        f"error: the setting 'slicer_path': there is no file {absent}/slicer",
        f"error: the setting 'ffmpeg_path': there is no file {absent}/ffmpeg",
    ]
    assert not absent.exists()
    assert not (tmp_path / "kept").exists()


def test_what_is_wrong_is_said_in_words(config, tmp_path):
    file = tmp_path / "given.toml"
    file.write_text(
        "port = 'abc'\nbcrypt_rounds = 99\npublic_access = []\nhost = 5\n"
        "[[printers]]\nname = 'a'\nvolume = [1, 2]\nbaudrate = 'fast'\n"
    )
    code, _, err = config("check", "--config", str(file))
    assert code == 1
    said = {line.partition("the setting ")[2] for line in err.splitlines()}
    assert said == {
        "'port' must be a whole number (it is 'abc')",
        "'bcrypt_rounds' must be at most 20 (it is 99)",
        "'public_access' must be true or false (it is [])",
        "'host' must be text (it is 5)",
        "'printers.0.volume.2' is missing",
        "'printers.0.baudrate' must be a whole number (it is 'fast')",
    }
