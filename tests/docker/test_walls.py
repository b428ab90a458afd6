"""What the container itself forbids: to the keeper and the drivers too, before any wall of a run.

Only our own probes are run here, with `docker exec`, beside a keeper and under the same profile.
"""

from __future__ import annotations

import json
import os
import textwrap
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from coderl.sandbox.docker import DockerSandbox
from coderl.units import GIB

pytestmark = pytest.mark.docker
Docker = Callable[..., Any]


@pytest.fixture(scope="module")
def sandbox(works: None) -> Iterator[DockerSandbox]:
    with DockerSandbox(memory_bytes=2 * GIB) as opened:
        assert opened.tier
        yield opened


@pytest.fixture
def container(
    sandbox: DockerSandbox, our_containers: Callable[[], list[str]], docker: Docker
) -> dict[str, Any]:
    (one,) = our_containers()
    (told,) = json.loads(docker("inspect", one).stdout)
    return told


@pytest.fixture
def probe(container: dict[str, Any], docker: Docker) -> Callable[[str], str]:
    """What a few lines of Python print in the container."""

    def run(source: str) -> str:
        done = docker("exec", container["Id"], "python3", "-c", PROBES + textwrap.dedent(source))
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    return run


PROBES = """
import ctypes, errno, os, platform, socket
libc = ctypes.CDLL(None, use_errno=True)
def call(x86, arm, *arguments):
    number = x86 if platform.machine() == "x86_64" else arm
    if libc.syscall(number, *arguments) >= 0:
        return "ok"
    return errno.errorcode[ctypes.get_errno()]
def tried(action):
    try:
        action()
        return "ok"
    except OSError as error:
        return errno.errorcode[error.errno]
"""


def test_it_is_hardened(container: dict[str, Any]) -> None:
    host = container["HostConfig"]
    assert host["NetworkMode"] == "none"
    assert host["ReadonlyRootfs"] is True
    assert host["CapDrop"] == ["ALL"]
    assert not host["CapAdd"]
    assert not host["Privileged"]
    assert host["AutoRemove"] is True
    assert host["PidsLimit"] == 512
    assert host["Memory"] == host["MemorySwap"] == 2 * GIB
    assert host["ShmSize"] == 1 << 20
    assert "no-new-privileges" in host["SecurityOpt"]
    assert any(option.startswith("seccomp={") for option in host["SecurityOpt"])
    assert container["Config"]["User"] == "65534:65534"
    assert [mount["RW"] for mount in container["Mounts"]] == [False]
    assert "PortBindings" not in host or not host["PortBindings"]


def test_nothing_of_the_callers_environment_is_in_it(container: dict[str, Any]) -> None:
    assert os.environ["CODERL_TEST_SECRET"] not in json.dumps(container)


def test_it_has_no_rights(probe: Callable[[str], str]) -> None:
    rights = json.loads(
        probe(
            """
            import json
            rows = dict(row.rstrip().split(":\\t", 1) for row in open("/proc/self/status"))
            names = "CapInh CapPrm CapEff CapBnd CapAmb NoNewPrivs Seccomp Uid".split()
            print(json.dumps({name: rows[name] for name in names}))
            """
        )
    )
    assert {int(rights[name], 16) for name in rights if name.startswith("Cap")} == {0}
    assert (rights["NoNewPrivs"], rights["Seccomp"]) == ("1", "2")
    assert set(rights["Uid"].split("\t")) == {"65534"}


@pytest.mark.parametrize(
    ("name", "call"),
    [
        ("io_uring_setup", "425, 425, 8, ctypes.create_string_buffer(120)"),
        ("unshare", "272, 97, 0x10000000"),
        ("clone into a user namespace", "56, 220, 0x10000000 | 17, 0, 0, 0, 0"),
        ("setns", "308, 268, 0, 0"),
        ("mount", '165, 40, b"x", b"/tmp", b"tmpfs", 0, 0'),
        ("ptrace", "101, 117, 0, 0, 0, 0"),
        ("process_vm_readv", "310, 270, os.getpid(), 0, 0, 0, 0, 0"),
        ("keyctl", "250, 219, 0, -3, 0"),
        ("bpf", "321, 280, 0, 0, 0"),
        ("perf_event_open", "298, 241, 0, 0, -1, -1, 0"),
        ("userfaultfd", "323, 282, 0"),
        ("personality", "135, 92, 0xFFFFFFFF"),
        ("pidfd_getfd", "438, 438, 0, 0, 0"),
        ("open_by_handle_at", "304, 265, 0, 0, 0"),
        ("chroot", '161, 51, b"/tmp"'),
    ],
)
def test_the_kernel_is_not_asked_for(probe: Callable[[str], str], name: str, call: str) -> None:
    assert probe(f"print(call({call}))") == "EPERM"


def test_what_a_keeper_needs_works(probe: Callable[[str], str]) -> None:
    said = probe(
        """
        import threading
        thread = threading.Thread(target=lambda: print("thread"))
        thread.start(); thread.join()
        print(call(444, 444, None, 0, 1), os.memfd_create("x") > 0, os.pidfd_open(os.getpid()) > 0)
        print(tried(lambda: socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)))
        print(call(435, 435, 0, 0))
        """
    )
    assert said.split() == ["thread", "ok", "True", "True", "ok", "ENOSYS"]


@pytest.mark.parametrize("family", ["AF_INET", "AF_INET6", "AF_NETLINK", "AF_PACKET", "AF_VSOCK"])
def test_there_is_no_network(probe: Callable[[str], str], family: str) -> None:
    assert (
        probe(f"print(tried(lambda: socket.socket(socket.{family}, socket.SOCK_RAW)))") == "EPERM"
    )


def test_nothing_but_the_temporary_folder_can_be_written(probe: Callable[[str], str]) -> None:
    said = probe(
        """
        for folder in ("/", "/usr/lib", "/coderl", "/var/tmp", "/run", "/etc", "/dev", "/proc/sys"):
            if tried(lambda: open(folder + "/x", "w").close()) == "ok":
                print(folder)
        print(tried(lambda: open("/tmp/x", "w").close()))
        """
    )
    assert said == "ok"


def test_the_temporary_folder_and_shared_memory_are_small(probe: Callable[[str], str]) -> None:
    said = probe(
        """
        for folder in ("/tmp", "/dev/shm"):
            print(os.statvfs(folder).f_blocks * os.statvfs(folder).f_frsize)
        """
    )
    tmp, shm = map(int, said.split())
    assert tmp <= 1 << 29
    assert shm <= 1 << 20


def test_no_more_than_its_tasks_can_be_started(probe: Callable[[str], str]) -> None:
    said = probe(
        """
        import signal
        children = []
        try:
            for _ in range(600):
                pid = os.fork()
                if pid == 0:
                    signal.pause()
                children.append(pid)
        except OSError as error:
            print(errno.errorcode[error.errno])
        finally:
            for pid in children:
                os.kill(pid, 9)
                os.waitpid(pid, 0)
        """
    )
    assert said == "EAGAIN"
