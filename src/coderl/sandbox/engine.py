"""The Docker engine of this machine: how it is reached, what it is asked, and what is said where it
cannot be had.

Nothing else imports the package `docker`, which is an extra and is imported when first needed.
"""

from __future__ import annotations

import contextlib
import importlib
import os
import socket
from collections.abc import Callable, Generator, Mapping
from typing import Any, Self

from coderl.errors import SandboxUnavailable

CALLER_LABEL = "coderl.caller"
_USUAL = "unix:///var/run/docker.sock"
_LEAST_API = (1, 41)  # Docker 20.10
_ANSWER_S = 60


class Engine:
    """A connection to the engine; close it, or use it as a context.

    Every method raises SandboxUnavailable, naming the mend, where the engine does not do as asked.
    """

    def __init__(self) -> None:
        self.host = os.environ.get("DOCKER_HOST") or _USUAL
        self._docker = _package()
        if not self.host.startswith("unix://"):
            raise SandboxUnavailable(
                f"DOCKER_HOST={self.host}: the engine must run on this machine, as runs are spoken "
                f"to through a socket in a shared folder: unset it, or set it to {_USUAL}"
            )
        _knock(self.host.removeprefix("unix://"))
        with self._mended():
            self._api: Any = self._docker.APIClient(
                base_url=self.host, version="auto", timeout=_ANSWER_S
            )
        try:
            with self._mended():
                told = self._api.version()
            self.version = str(told["Version"])
            if tuple(int(n) for n in str(told["ApiVersion"]).split(".")) < _LEAST_API:
                raise SandboxUnavailable(
                    f"the Docker engine at {self.host} is of version {self.version}: 20.10 or "
                    "later is needed, update it"
                )
        except BaseException:
            self.close()
            raise

    def create(
        self, name: str, image: str, command: list[str], host: Mapping[str, Any], **settings: Any
    ) -> list[str]:
        """Create a container; what the engine warns of. `host` is its HostConfig."""
        made: dict[str, Any] = self._docker.types.HostConfig(version=self._api.api_version)
        made.update(host)
        with self._mended(image):
            told = self._api.create_container(
                image,
                name=name,
                entrypoint=command,
                host_config=made,
                use_config_proxy=False,  # the caller's proxies are nobody's business
                **settings,
            )
        return list(told.get("Warnings") or [])

    @contextlib.contextmanager
    def started(self, container: str) -> Generator[Callable[[], bytes]]:
        """Start a container. In the context: what it has written, to be asked at its end."""
        streams = importlib.import_module("docker.utils.socket")
        with self._mended():
            stream = self._api.attach_socket(container)
        try:
            with self._mended():
                self._api.start(container)
            yield lambda: b"".join(part for _, part in streams.frames_iter_no_tty(stream))
        finally:
            stream._response.close()

    def running(self, container: str) -> bool:
        """Whether a container has been started and has not ended."""
        try:
            with self._mended():
                return bool(self._api.inspect_container(container)["State"]["Running"])
        except ContainerGone:
            return False

    def first_process(self, container: str) -> int:
        """The number, on this machine, of a container's first process; 0 where there is none."""
        with self._mended():
            return int(self._api.inspect_container(container)["State"]["Pid"])

    def wait_for_the_end_of(self, container: str, seconds: float) -> None:
        """Wait until a container that removes itself is gone; remove it where that takes longer."""
        try:
            with self._mended():
                self._api.wait(container, timeout=seconds, condition="removed")
        except ContainerGone:
            pass
        except SandboxUnavailable:
            self.remove(container)

    def remove(self, container: str) -> None:
        """End and remove a container, whatever state it is in."""
        with contextlib.suppress(ContainerGone), self._mended():
            self._api.remove_container(container, force=True, v=True)

    def containers(self) -> list[tuple[str, str, bool]]:
        """All of coderl's containers: the id, the label that names the caller, whether it runs."""
        with self._mended():
            rows = self._api.containers(all=True, filters={"label": CALLER_LABEL})
        return [(row["Id"], row["Labels"][CALLER_LABEL], row["State"] == "running") for row in rows]

    def image_id(self, image: str) -> str:
        """What an image is, whatever its name says later."""
        with self._mended(image):
            return str(self._api.inspect_image(image)["Id"])

    @contextlib.contextmanager
    def _mended(self, image: str = "") -> Generator[None]:
        """Say what the engine's refusal means, and what mends it."""
        errors, requests = self._docker.errors, importlib.import_module("requests")
        try:
            yield
        except errors.ImageNotFound:
            raise ImageMissing(image) from None
        except errors.NotFound as error:
            raise ContainerGone(f"Docker: {error.explanation}") from None
        except errors.APIError as error:
            if error.status_code == 409:  # its removal is under way
                raise ContainerGone(f"Docker: {error.explanation}") from None
            raise SandboxUnavailable(f"Docker refuses: {error.explanation or error}") from None
        except (errors.DockerException, requests.exceptions.RequestException) as error:
            raise SandboxUnavailable(f"the Docker engine does not answer: {error}") from None

    def close(self) -> None:
        """Close the connection."""
        self._api.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()


class ContainerGone(SandboxUnavailable):
    """The engine knows no such container (any more)."""


class ImageMissing(SandboxUnavailable):
    """The engine has no such image. The message is its name; who knows how it is made says that."""


def _package() -> Any:
    try:
        package = importlib.import_module("docker")
    except ImportError:
        package = None
    if not hasattr(package, "APIClient"):  # missing, or some folder that is called so
        raise SandboxUnavailable(
            "the Docker sandbox needs the Python package docker: pip install 'coderl[docker]'"
        )
    return package


def _knock(path: str) -> None:
    """Connect to a socket and hang up. The package would wrap the reason beyond recognition."""
    try:
        with socket.socket(socket.AF_UNIX) as knocking:
            knocking.settimeout(_ANSWER_S)
            knocking.connect(path)
    except PermissionError:
        raise SandboxUnavailable(
            f"no permission on {path}, the socket of the Docker engine: become a member of its "
            "group (sudo usermod -aG docker $USER, then log in again), or run as root"
        ) from None
    except OSError as error:
        raise SandboxUnavailable(
            f"no Docker engine answers at {path} ({error.strerror or error}): start one (sudo "
            "systemctl start docker), or name its socket in DOCKER_HOST"
        ) from None
