"""The seccomp profile of the containers: complete, and an allowlist."""

from __future__ import annotations

import json
from typing import Any

import pytest

from coderl.sandbox.docker import sandboxes_folder
from coderl.sandbox.inside import seccomp

PROFILE: dict[str, Any] = json.loads((sandboxes_folder() / "seccomp.json").read_text())
RULES: list[dict[str, Any]] = PROFILE["syscalls"]
NEVER = """
io_uring_setup io_uring_enter io_uring_register bpf perf_event_open userfaultfd ptrace
process_vm_readv process_vm_writev process_madvise pidfd_getfd kcmp keyctl add_key request_key
unshare setns mount umount2 mount_setattr move_mount open_tree fsopen fsconfig fsmount fspick
pivot_root chroot name_to_handle_at open_by_handle_at personality init_module finit_module
delete_module kexec_load reboot swapon swapoff acct quotactl settimeofday clock_settime iopl ioperm
bind listen accept accept4 mknod mknodat chown fchown lchown setuid setresuid setgroups
""".split()


def allowing(name: str) -> list[dict[str, Any]]:
    return [r for r in RULES if name in r["names"] and r["action"] == "SCMP_ACT_ALLOW"]


def test_what_is_not_named_is_denied() -> None:
    assert PROFILE["defaultAction"] == "SCMP_ACT_ERRNO"
    assert {rule["action"] for rule in RULES} == {"SCMP_ACT_ALLOW", "SCMP_ACT_ERRNO"}


def test_no_foreign_system_calls() -> None:
    assert all(arch["subArchitectures"] == [] for arch in PROFILE["archMap"])


@pytest.mark.parametrize("name", NEVER)
def test_it_never_allows(name: str) -> None:
    assert not allowing(name)


def test_it_allows_what_the_runs_of_some_policy_may_do() -> None:
    runs = {row.split(":")[0] for row in seccomp._TABLE.split()}
    missing = {name for name in runs if not allowing(name)} - {"clone3"}
    assert not missing, f"add to sandboxes/seccomp.json: {sorted(missing)}"


def test_a_socket_is_of_this_machine() -> None:
    for name in ("socket", "socketpair"):
        ((domain,),) = (rule["args"] for rule in allowing(name))
        assert (domain["index"], domain["value"], domain["op"]) == (0, 1, "SCMP_CMP_EQ")


def test_a_new_process_enters_no_namespace() -> None:
    ((flags,),) = (rule["args"] for rule in allowing("clone"))
    namespaces = 0x7E020000  # every CLONE_NEW*
    assert (flags["index"], flags["value"], flags["valueTwo"]) == (0, namespaces, 0)
    assert flags["op"] == "SCMP_CMP_MASKED_EQ"
    assert [rule["errnoRet"] for rule in RULES if "clone3" in rule["names"]] == [38]
