"""Where there is no engine, no permission or no package: one line that names the mend."""

from __future__ import annotations

import json
import os
import socket
import sys
import threading
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from socketserver import ThreadingMixIn, UnixStreamServer
from types import ModuleType
from typing import Any

import pytest

from coderl.errors import SandboxUnavailable, UsageError
from coderl.face import open_sandbox
from coderl.sandbox import callers
from coderl.sandbox.docker import DockerSandbox
from coderl.sandbox.model import Tier
from coderl.units import GIB, MIB

HERE = os.getpid()


def test_without_the_package_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "docker", None)
    with pytest.raises(SandboxUnavailable, match=r"pip install 'coderl\[docker\]'"):
        assert DockerSandbox().tier


def test_a_folder_called_docker_is_not_the_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "docker", ModuleType("docker"))
    with pytest.raises(SandboxUnavailable, match="pip install"):
        assert DockerSandbox().tier


@pytest.fixture
def package() -> Any:
    return pytest.importorskip("docker")


def test_without_an_engine_it_says_how_to_start_one(
    package: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DOCKER_HOST", f"unix://{tmp_path}/docker.sock")
    with pytest.raises(SandboxUnavailable, match="start one") as refused:
        assert DockerSandbox().tier
    assert str(tmp_path / "docker.sock") in str(refused.value)


def test_an_engine_elsewhere_is_refused(package: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOCKER_HOST", "tcp://192.0.2.1:2375")
    with pytest.raises(SandboxUnavailable, match="must run on this machine"):
        assert DockerSandbox().tier


def test_nothing_is_started_before_it_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "docker", None)
    with DockerSandbox() as sandbox:
        assert sandbox.keeper_pid == 0


def test_its_tier_is_b() -> None:
    with pytest.raises(UsageError, match="has tier B"):
        open_sandbox(sandbox="docker", tier="A")
    with pytest.raises(SandboxUnavailable, match="has tier B"):
        open_sandbox(sandbox="docker", require_tier=Tier.A)
    open_sandbox(sandbox="docker", tier="B", require_tier="B").close()


def test_what_cannot_be_asked_for_is_a_usage_error() -> None:
    with pytest.raises(UsageError, match="embedded or docker"):
        open_sandbox(sandbox="podman")
    with pytest.raises(UsageError, match="only the sandbox docker"):
        open_sandbox(image="x")
    with pytest.raises(UsageError, match=r"2\.0 GiB or more"):
        DockerSandbox(memory_bytes=100 * MIB)
    DockerSandbox(memory_bytes=2 * GIB).close()


# --- whose container is it? ------------------------------------------------------------------


def test_a_live_callers_container_is_never_removed() -> None:
    label = callers.label_of_this_process()
    assert not callers.may_be_removed(label, running=True)
    assert not callers.may_be_removed(label, running=False)


def test_a_dead_callers_container_is_removed() -> None:
    child = os.fork()
    if child == 0:
        os._exit(0)
    os.waitpid(child, 0)
    label = callers.label_of_this_process().replace(f" {HERE} ", f" {child} ")
    assert callers.may_be_removed(label, running=True)


def test_a_number_that_was_given_again_is_not_the_caller() -> None:
    boot, namespace, number, started = callers.label_of_this_process().split()
    label = f"{boot} {namespace} {number} {int(started) - 1}"
    assert callers.may_be_removed(label, running=True)


def test_what_cannot_be_known_is_left_alone() -> None:
    boot, namespace, number, started = callers.label_of_this_process().split()
    elsewhere = f"{boot} 1 {number} 1"
    assert not callers.may_be_removed(elsewhere, running=True)
    assert not callers.may_be_removed(elsewhere, running=False)
    earlier_boot = f"0 {namespace} {number} {started}"
    assert not callers.may_be_removed(earlier_boot, running=True)
    assert callers.may_be_removed(earlier_boot, running=False)
    assert not callers.may_be_removed("someone else's", running=False)


# --- engines that refuse ---------------------------------------------------------------------


def test_without_permission_it_says_which_group_to_join(
    package: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "docker.sock"
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(path))
        listening.listen()
        path.chmod(0)
        monkeypatch.setenv("DOCKER_HOST", f"unix://{path}")
        read, write = os.pipe()
        child = os.fork()
        if child == 0:  # root may do everything: ask as somebody else
            try:
                if os.geteuid() == 0:
                    os.setresuid(65534, 65534, 65534)
                assert DockerSandbox().tier
            except SandboxUnavailable as error:
                os.write(write, str(error).encode())
            finally:
                os._exit(0)
        os.close(write)
        os.waitpid(child, 0)
    said = os.read(read, 4096).decode()
    os.close(read)
    assert said.startswith(f"no permission on {path}")
    assert "usermod -aG docker" in said


class OldEngine(BaseHTTPRequestHandler):
    """Docker 18.06, as far as it is asked."""

    def do_GET(self) -> None:
        body = json.dumps({"Version": "18.06.1", "ApiVersion": "1.38", "MinAPIVersion": "1.12"})
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, format: str, *args: object) -> None:
        pass


class UnixServer(ThreadingMixIn, UnixStreamServer):
    daemon_threads = True

    def get_request(self) -> tuple[socket.socket, Any]:
        return super().get_request()[0], ("", 0)


def test_an_engine_that_is_too_old_is_named(
    package: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = str(tmp_path / "docker.sock")
    monkeypatch.setenv("DOCKER_HOST", f"unix://{path}")
    with UnixServer(path, OldEngine) as server:
        serving = threading.Thread(target=server.serve_forever, args=(0.05,))
        serving.start()
        try:
            with pytest.raises(SandboxUnavailable, match=r"18\.06\.1: 20\.10 or later"):
                assert DockerSandbox().tier
        finally:
            server.shutdown()
            serving.join()
