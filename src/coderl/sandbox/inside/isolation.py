"""The mechanisms: namespaces, private root, Landlock, seccomp, privileges, rlimits. One function
each.

Every function does its one thing or raises OSError; what is missing is then reported by the caller,
never ignored. cgroups have their own file. Nothing here decides which mechanisms a tier needs.
"""

from __future__ import annotations

import ctypes
import os
import resource
import struct
from collections.abc import Callable, Iterable, Sequence

CLONE_NEWNS, CLONE_NEWUTS, CLONE_NEWIPC = 0x00020000, 0x04000000, 0x08000000
CHECKPOINT_RESTORE = 1 << 40  # the capability to choose the next process number
CLONE_NEWUSER, CLONE_NEWPID, CLONE_NEWNET = 0x10000000, 0x20000000, 0x40000000

_MS_RDONLY, _MS_NOSUID, _MS_NODEV, _MS_NOEXEC, _MS_REMOUNT = 1, 2, 4, 8, 32
_MS_BIND, _MS_REC, _MS_PRIVATE = 4096, 16384, 1 << 18
_MNT_DETACH = 2
_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_CAPBSET_DROP, _PR_SET_SECUREBITS = 1, 4, 24, 28
_PR_SET_CHILD_SUBREAPER, _PR_SET_NO_NEW_PRIVS = 36, 38

_CLONE_PARENT, _SIGCHLD = 0x8000, 17
FORK_FLAGS = _CLONE_PARENT | _SIGCHLD  # all that a template may fork with

_X86 = os.uname().machine == "x86_64"
_SYS_PIVOT_ROOT = 155 if _X86 else 41
_SYS_SECCOMP = 317 if _X86 else 277
_SYS_CAPSET = 126 if _X86 else 91
_SYS_CLONE = 56 if _X86 else 220
_SYS_EXECVEAT = 322 if _X86 else 281
_SYS_MOUNT_SETATTR = 442
_SYS_LANDLOCK_CREATE, _SYS_LANDLOCK_ADD, _SYS_LANDLOCK_RESTRICT = 444, 445, 446

_libc = ctypes.PyDLL(
    None, use_errno=True
)  # PyDLL keeps the GIL: between clone and the fork hooks nothing else may run
_syscall = _libc.syscall
_syscall.restype = ctypes.c_long


def _check(result: int, what: str) -> int:
    if result < 0:
        code = ctypes.get_errno()
        raise OSError(code, f"{what}: {os.strerror(code)}")
    return result


def _prctl(option: int, argument: int = 0) -> None:
    _check(
        _libc.prctl(
            option,
            ctypes.c_ulong(argument),
            ctypes.c_ulong(0),
            ctypes.c_ulong(0),
            ctypes.c_ulong(0),
        ),
        "prctl",
    )


# --- processes ---


def unshare(flags: int) -> None:
    """Enter new namespaces."""
    _check(_libc.unshare(ctypes.c_int(flags)), "unshare")


def clone(flags: int) -> int:
    """Fork into new namespaces: 0 in the child, the child's pid in the parent."""
    api = ctypes.pythonapi
    api.PyOS_BeforeFork()
    pid = _syscall(ctypes.c_long(_SYS_CLONE), ctypes.c_ulong(flags | 17), *(ctypes.c_ulong(0),) * 4)
    if pid == 0:
        api.PyOS_AfterFork_Child()
        return 0
    api.PyOS_AfterFork_Parent()
    return _check(pid, "clone")


_FORK = (
    ctypes.c_long(_SYS_CLONE),
    ctypes.c_ulong(FORK_FLAGS),
    *(ctypes.c_ulong(0) for _ in range(4)),
)


def fork_sibling() -> int:
    """Fork a child of this process's own parent: 0 in it, here its pid, or an error number below 0.

    The interpreter is not told: it re-makes locks and hooks, for which a process with one thread
    has no need, and touches half as many pages again as most of what a run does.
    """
    pid = _syscall(*_FORK)
    return pid if pid >= 0 else -ctypes.get_errno()


def die_with_parent() -> None:
    """Be killed when the parent ends. A change of uid clears this: call it afterwards."""
    _prctl(_PR_SET_PDEATHSIG, 9)


def adopt_orphans() -> None:
    """Become the parent of every orphan below."""
    _prctl(_PR_SET_CHILD_SUBREAPER, 1)


def exec_descriptor(descriptor: int, argv: Sequence[str], environment: Sequence[str] = ()) -> None:
    """Become the executable behind a descriptor; returns only by raising OSError."""
    arguments = (ctypes.c_char_p * (len(argv) + 1))(*(os.fsencode(a) for a in argv), None)
    variables = (ctypes.c_char_p * (len(environment) + 1))(
        *(os.fsencode(v) for v in environment), None
    )
    _check(_syscall(_SYS_EXECVEAT, descriptor, b"", arguments, variables, 0x1000), "execveat")


def exec_path(argv: Sequence[str], environment: Sequence[str]) -> None:
    """Become the executable at the path that is the first word; returns only by raising OSError.

    It is the call that a filter allows, where the libraries' own is another.
    """
    arguments = (ctypes.c_char_p * (len(argv) + 1))(*(os.fsencode(a) for a in argv), None)
    variables = (ctypes.c_char_p * (len(environment) + 1))(
        *(os.fsencode(v) for v in environment), None
    )
    path = os.fsencode(argv[0])
    _check(_syscall(_SYS_EXECVEAT, -100, path, arguments, variables, 0), f"execveat {argv[0]}")


# --- private root ---


def _mount(source: str, target: str, kind: str, flags: int, data: str = "") -> None:
    options = data.encode() or None
    paths = os.fsencode(source), os.fsencode(target)
    done = _libc.mount(*paths, kind.encode(), ctypes.c_ulong(flags), options)
    _check(done, f"mount {target}")


def _make_read_only(target: str) -> None:
    """Lock a bind mount: read-only, no setuid; flags that an outer namespace set stay."""
    attributes = struct.pack("=QQQQ", _MS_RDONLY | _MS_NOSUID, 0, 0, 0)
    if _syscall(_SYS_MOUNT_SETATTR, -100, os.fsencode(target), 0, attributes, len(attributes)) < 0:
        _mount("", target, "", _MS_BIND | _MS_REMOUNT | _MS_RDONLY | _MS_NOSUID)


def private_root(binds: Iterable[str], masks: Iterable[str], devices: Iterable[str]) -> None:
    """Replace the file system by a tmpfs that holds read-only binds of what is needed, and nothing
    else.

    `masks` are folders inside the binds that must look empty. `/scratch` is an empty folder to
    mount on.
    """
    binds = [path for path in binds if os.path.exists(path)]
    _mount("", "/", "", _MS_REC | _MS_PRIVATE)
    stage = next(
        p
        for p in ("/mnt", "/media", "/srv", "/tmp", "/var")
        if os.path.isdir(p) and not any(b.startswith(p + "/") for b in binds)
    )
    _mount("root", stage, "tmpfs", _MS_NOSUID | _MS_NODEV, "size=1m,nr_inodes=4096,mode=755")
    for path in binds:
        _bind(path, stage + path)
    for path in masks:
        if os.path.isdir(stage + path):
            _mount(
                "mask",
                stage + path,
                "tmpfs",
                _MS_NOSUID | _MS_NODEV | _MS_NOEXEC | _MS_RDONLY,
                "size=4k,nr_inodes=1,mode=755",
            )
    for path in devices:
        if os.path.exists(path):
            os.makedirs(os.path.dirname(stage + path), exist_ok=True)
            os.close(os.open(stage + path, os.O_CREAT | os.O_WRONLY, 0o666))
            _mount(path, stage + path, "", _MS_BIND)
    for folder in ("/scratch", "/old"):
        os.mkdir(stage + folder, 0o755)
    os.chdir(stage)
    _check(_syscall(_SYS_PIVOT_ROOT, b".", b"old"), "pivot_root")
    os.chdir("/")
    _check(_libc.umount2(b"/old", _MNT_DETACH), "umount")
    os.rmdir("/old")
    _mount("", "/", "", _MS_BIND | _MS_REMOUNT | _MS_RDONLY | _MS_NOSUID | _MS_NODEV)


def _bind(source: str, target: str) -> None:
    if os.path.lexists(target):
        return  # below a folder that is already bound
    os.makedirs(os.path.dirname(target), exist_ok=True)
    if os.path.islink(source):
        os.symlink(os.readlink(source), target)
        return
    if os.path.isdir(source):
        os.mkdir(target)
    else:
        os.close(os.open(target, os.O_CREAT | os.O_WRONLY, 0o644))
    _mount(source, target, "", _MS_BIND)
    _make_read_only(target)


def mount_scratch(size_bytes: int) -> None:
    """Put an empty, writable, size-limited tmpfs on /scratch; the caller has its own mount
    namespace.
    """
    _mount(
        "scratch",
        "/scratch",
        "tmpfs",
        _MS_NOSUID | _MS_NODEV,
        f"size={size_bytes},nr_inodes=4096,mode=777",
    )


# --- Landlock ---

LANDLOCK_READ = 1 << 2
LANDLOCK_LIST = 1 << 3
LANDLOCK_EXECUTE = 1 << 0
LANDLOCK_WRITE_FILE = 1 << 1
_TRUNCATE, _IOCTL_DEV = 1 << 14, 1 << 15
_FILE_RIGHTS = LANDLOCK_EXECUTE | LANDLOCK_WRITE_FILE | LANDLOCK_READ | _TRUNCATE | _IOCTL_DEV


def landlock_abi() -> int:
    """Tell the newest Landlock ABI of this kernel. Raises OSError where there is none."""
    return _check(_syscall(_SYS_LANDLOCK_CREATE, None, 0, 1), "landlock")


def _handled(abi: int) -> int:
    bits = 13 + (abi >= 2) + (abi >= 3) + (1 if abi >= 5 else 0)
    return (1 << bits) - 1


def landlock_ruleset(rules: Iterable[tuple[str, int]]) -> int:
    """Build a ruleset that allows only these rights below these paths, no TCP and no signals
    outside; its descriptor.
    """
    abi = landlock_abi()
    handled = _handled(abi)
    size = 8 if abi < 4 else 16 if abi < 6 else 24
    attributes = struct.pack("=QQQ", handled, 3, 3)[:size]
    ruleset = _check(_syscall(_SYS_LANDLOCK_CREATE, attributes, size, 0), "landlock")
    for path, rights in rules:
        try:
            descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
        except OSError:
            continue
        try:
            allowed = handled & (rights if os.path.isdir(path) else rights & _FILE_RIGHTS)
            _check(
                _syscall(_SYS_LANDLOCK_ADD, ruleset, 1, struct.pack("=Qi", allowed, descriptor), 0),
                f"landlock {path}",
            )
        finally:
            os.close(descriptor)
    return ruleset


LANDLOCK_ALL = (1 << 16) - 1


def restrict_landlock(ruleset: int) -> None:
    """Enter the Landlock domain of a ruleset; needs no_new_privs."""
    _check(_syscall(_SYS_LANDLOCK_RESTRICT, ruleset, 0), "landlock")


# --- privileges, limits, seccomp ---


def drop_capabilities(*, keep: int = 0) -> None:
    """Give up every capability but `keep`, a mask, for good, also over a later exec."""
    for capability in range(64):
        if _libc.prctl(_PR_CAPBSET_DROP, ctypes.c_ulong(capability), 0, 0, 0) < 0:
            break
    low, high = keep & 0xFFFFFFFF, keep >> 32
    header, kept = struct.pack("=Ii", 0x20080522, 0), struct.pack("=6I", low, low, 0, high, high, 0)
    _check(_syscall(_SYS_CAPSET, header, kept), "capset")


def become(uid: int, gid: int) -> None:
    """Change to another user for good."""
    os.setgroups([])
    os.setresgid(gid, gid, gid)
    os.setresuid(uid, uid, uid)


def no_new_privileges() -> None:
    """Make setuid programs harmless, and seccomp and Landlock possible without rights."""
    _prctl(_PR_SET_NO_NEW_PRIVS, 1)


def set_dumpable(dumpable: bool) -> None:
    """Allow or forbid core dumps, and ptrace and /proc/PID for others of the same user."""
    _prctl(_PR_SET_DUMPABLE, int(dumpable))


class Filter:
    """A seccomp filter as the kernel wants it. `mark`, where it occurs, stands for a pid."""

    def __init__(self, code: bytes, mark: int | None = None) -> None:
        self._buffer = ctypes.create_string_buffer(code, len(code))
        program = struct.pack("=HxxxxxxQ", len(code) // 8, ctypes.addressof(self._buffer))
        self._call = (
            ctypes.c_long(_SYS_SECCOMP),
            ctypes.c_ulong(1),
            ctypes.c_ulong(0),
            ctypes.c_char_p(program),
        )
        self._pid = -1
        self._places = [
            place
            for place in range(4, len(code), 8)
            if mark is not None and struct.unpack_from("=I", code, place)[0] == mark
        ]

    def name(self, pid: int) -> None:
        """Put a pid in the place of the mark."""
        if pid != self._pid:
            self._pid = pid
            for place in self._places:
                struct.pack_into("=I", self._buffer, place, pid)

    def install(self) -> None:
        """Put it on this process for good. Needs no_new_privs."""
        if _syscall(*self._call):
            _check(-1, "seccomp")


def set_limits(limits: Iterable[tuple[int, int, int]]) -> None:
    """Set rlimits from (which, soft, hard); never above what is in force."""
    for which, soft, hard in limits:
        ceiling = resource.getrlimit(which)[1]
        if ceiling != resource.RLIM_INFINITY:
            hard = ceiling if hard == resource.RLIM_INFINITY else min(hard, ceiling)
            soft = min(soft, hard)
        resource.setrlimit(which, (soft, hard))


def set_soft_limit(which: int, soft: int) -> None:
    """Set an rlimit that its owner may lift again."""
    hard = resource.getrlimit(which)[1]
    resource.setrlimit(which, (soft if hard == resource.RLIM_INFINITY else min(soft, hard), hard))


def attempt(action: Callable[[], object]) -> str:
    """Do something in a forked child and tell how it went: `ok`, or the error."""
    read, write = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            action()
            answer = "ok"
        except OSError as error:
            answer = str(error)
        os.write(write, answer.encode())
        os._exit(0)
    os.close(write)
    answer = os.read(read, 4096).decode() or "the probe died"
    os.close(read)
    os.waitpid(pid, 0)
    return answer
