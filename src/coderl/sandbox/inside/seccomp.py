"""Seccomp allowlists: which system calls a run may make, compiled to a classic BPF program.

Owns the tables for x86-64 and aarch64 and the compiler. Installing a filter is isolation.py's
business. Each policy has two filters, as installing one costs by its length: the allowlist, a
binary search over ranges of numbers, is the template's, and also allows what makes a run of it; the
last filter, a few instructions, takes that away in the run.
"""

from __future__ import annotations

import errno
import os
import struct

# name:x86-64:aarch64, "-" where the architecture has no such call
_TABLE = """
access:21:- alarm:37:- arch_prctl:158:- brk:12:214 capget:125:90 chdir:80:49 chmod:90:-
clock_getres:229:114 clock_gettime:228:113 clock_nanosleep:230:115 clone3:435:435 clone:56:220
close:3:57 close_range:436:436 copy_file_range:326:285 creat:85:- dup2:33:- dup3:292:24 dup:32:23
epoll_create1:291:20 epoll_create:213:- epoll_ctl:233:21 epoll_pwait:281:22 epoll_wait:232:-
eventfd2:290:19 execve:59:221 execveat:322:281 exit:60:93 exit_group:231:94 faccessat2:439:439
faccessat:269:48 fadvise64:221:223 fallocate:285:47 fchdir:81:50 fchmod:91:52 fchmodat:268:53
fcntl:72:25 fdatasync:75:83 flock:73:32 fork:57:- fstat:5:80 fstatfs:138:44 fsync:74:82
ftruncate:77:46 futex:202:98 futimesat:261:- get_robust_list:274:100 getcpu:309:168 getcwd:79:17
getdents64:217:61 getdents:78:- getegid:108:177 geteuid:107:175 getgid:104:176 getgroups:115:158
getitimer:36:102 getpgid:121:155 getpgrp:111:- getpid:39:172 getppid:110:173 getrandom:318:278
getresgid:120:150 getresuid:118:148 getrlimit:97:163 getrusage:98:165 getsid:124:156
getsockname:51:204 getsockopt:55:209 gettid:186:178 gettimeofday:96:169 getuid:102:174 ioctl:16:29
kill:62:129 link:86:- linkat:265:37 lseek:8:62 lstat:6:- madvise:28:233 membarrier:324:283
mincore:27:232 mkdir:83:- mkdirat:258:34 mmap:9:222 mprotect:10:226 mremap:25:216 msync:26:227
munmap:11:215 nanosleep:35:101 newfstatat:262:79 open:2:- openat:257:56 pause:34:- pipe2:293:59
pipe:22:- poll:7:- ppoll:271:73 prctl:157:167 pread64:17:67 preadv:295:69 prlimit64:302:261
pselect6:270:72 pwrite64:18:68 pwritev:296:70 read:0:63 readlink:89:- readlinkat:267:78 readv:19:65
recvfrom:45:207 recvmsg:47:212 rename:82:- renameat2:316:276 renameat:264:38 restart_syscall:219:128
rmdir:84:- rseq:334:293 rt_sigaction:13:134 rt_sigpending:127:136 rt_sigprocmask:14:135
rt_sigreturn:15:139 rt_sigsuspend:130:133 rt_sigtimedwait:128:137 sched_get_priority_max:146:125
sched_get_priority_min:147:126 sched_getaffinity:204:123 sched_getparam:143:121
sched_getscheduler:145:120 sched_yield:24:124 seccomp:317:277 select:23:- sendfile:40:71
sendto:44:206 set_robust_list:273:99 set_tid_address:218:96 setitimer:38:103 setpgid:109:154
setrlimit:160:164 setsid:112:157 setsockopt:54:208 shutdown:48:210 sigaltstack:131:132
socketpair:53:199 stat:4:- statfs:137:43 statx:332:291 symlink:88:- symlinkat:266:36 sysinfo:99:179
tgkill:234:131 time:201:- times:100:153 truncate:76:45 umask:95:166 uname:63:160 unlink:87:-
unlinkat:263:35 utime:132:- utimensat:280:88 utimes:235:- vfork:58:- wait4:61:260 waitid:247:95
write:1:64 writev:20:66
"""

# What an interpreter or a compiled program needs once its files are open: memory, descriptors,
# clocks, threads.
_BASE = """
read write readv writev pread64 pwrite64 preadv pwritev lseek close close_range fstat stat lstat
newfstatat statx access faccessat faccessat2 open openat getdents getdents64 readlink readlinkat
getcwd mmap mprotect munmap brk mremap madvise mincore msync rt_sigaction rt_sigprocmask
rt_sigreturn sigaltstack rt_sigpending rt_sigtimedwait rt_sigsuspend pause alarm setitimer
getitimer nanosleep clock_nanosleep clock_gettime clock_getres gettimeofday time times getrusage
sysinfo uname getpid gettid getppid getuid geteuid getgid getegid getresuid getresgid getgroups
getpgrp getpgid getsid futex set_robust_list get_robust_list set_tid_address rseq membarrier
sched_yield sched_getaffinity sched_getparam sched_getscheduler sched_get_priority_max
sched_get_priority_min getcpu exit exit_group getrandom arch_prctl restart_syscall getrlimit dup
dup2 dup3 pipe pipe2 poll ppoll select pselect6 epoll_create epoll_create1 epoll_ctl epoll_wait
epoll_pwait eventfd2 recvfrom shutdown getsockopt getsockname sendfile fsync
fdatasync fadvise64 ftruncate umask capget
""".split()

# What a compiler needs beyond: children and files, which Landlock confines to the scratch folder.
_TOOL = """
wait4 waitid chdir fchdir creat unlink unlinkat rename renameat renameat2 mkdir mkdirat rmdir
chmod fchmod fchmodat link linkat symlink symlinkat truncate utime utimes utimensat futimesat
fallocate flock statfs fstatfs setpgid setsid setrlimit copy_file_range
""".split()

_AUDIT_ARCH = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_X32_BIT = 0x40000000
_FIRST_RECENT = 424  # from pidfd_send_signal on: C libraries expect ENOSYS here and fall back

_ALLOW = 0x7FFF0000
_KILL = 0x80000000
_ERRNO = 0x00050000
_EPERM = _ERRNO | errno.EPERM
_ENOSYS = _ERRNO | errno.ENOSYS

_LD, _JEQ, _JGE, _JSET, _RET = 0x20, 0x15, 0x35, 0x45, 0x06
_NR, _ARCH, _ARG = (
    0,
    4,
    16,
)  # offsets in struct seccomp_data; arguments are 8 bytes each, little endian

_CLONE_THREAD = 0x00010000
_CLONE_NEW = 0x7E020080  # every CLONE_NEW* flag
_PR_SET_PDEATHSIG = 1
_PR_READS = (15, 16, 3, 23, 39)  # SET_NAME, GET_NAME, GET_DUMPABLE, CAPBSET_READ, GET_NO_NEW_PRIVS
_IOCTLS = (
    0x5401,
    0x5413,
    0x541B,
    0x5421,
    0x5450,
    0x5451,
)  # TCGETS, winsize, FIONREAD, FIONBIO, (no) close on exec
_FCNTLS = (0, 1, 2, 3, 4, 1030, 1034)  # dup, flags, dup close-on-exec, get seals
PID_MARK = 0x5AFEC0DE  # stands for the run's own pid until its last filter is installed

Instruction = tuple[int, int, int, int]


class UnsupportedMachine(Exception):
    """There is no system call table for this architecture."""


def _numbers() -> dict[str, int]:
    column = {"x86_64": 1, "aarch64": 2}.get(os.uname().machine)
    if column is None:
        raise UnsupportedMachine(f"no system call table for {os.uname().machine}")
    rows = (entry.split(":") for entry in _TABLE.split())
    return {row[0]: int(row[column]) for row in rows if row[column] != "-"}


def _argument(index: int) -> Instruction:
    return (_LD, 0, 0, _ARG + 8 * index)


def _ret(value: int) -> Instruction:
    return (_RET, 0, 0, value)


def _one_of(index: int, allowed: tuple[int, ...]) -> list[Instruction]:
    """Allow where the low word of an argument is one of a few values."""
    tests = [(_JEQ, len(allowed) - i, 0, value) for i, value in enumerate(allowed)]
    return [_argument(index), *tests, _ret(_EPERM), _ret(_ALLOW)]


def _conditional(policy: str) -> dict[str, list[Instruction]]:
    """The calls whose arguments decide, each a small program that returns."""
    tool = policy == "tool"
    new_process = [_ret(_ALLOW)] if tool else [_ret(_KILL)]
    rules = {
        "clone": [_argument(0), (_JSET, 0, 1, _CLONE_NEW), _ret(_EPERM), _ret(_ALLOW)],
        "fork": new_process,
        "vfork": new_process,
        "clone3": [_ret(_ENOSYS)],
        "prctl": _one_of(0, (_PR_SET_PDEATHSIG, *_PR_READS)),
        "prlimit64": _one_of(0, (0,)),  # one's own
        "recvmsg": [_ret(_ALLOW)],
        "seccomp": [_ret(_ALLOW)],
        "ioctl": _one_of(1, _IOCTLS),
        "fcntl": _one_of(1, _FCNTLS),
        "socketpair": _one_of(0, (1,)),
        "sendto": [  # to the other end of a pair, never to an address
            _argument(4), (_JEQ, 0, 3, 0), (_LD, 0, 0, _ARG + 8 * 4 + 4), (_JEQ, 0, 1, 0),
            _ret(_ALLOW), _ret(_EPERM),
        ],
        "tgkill": [_ret(_ALLOW)],
        "kill": [_ret(_ALLOW)],
    }  # fmt: skip
    if policy in ("native", "runtime", "tool"):
        rules["execveat"] = [_ret(_ALLOW)]
    if tool:
        rules["execve"] = [_ret(_ALLOW)]
    return rules


def _search(segments: list[tuple[int, list[Instruction]]]) -> list[Instruction]:
    """A binary search tree over (first number, what to do from there on)."""
    if len(segments) == 1:
        return segments[0][1]
    half = len(segments) // 2
    low, high = _search(segments[:half]), _search(segments[half:])
    if len(low) > 255:
        return [(_JGE, 0, 1, segments[half][0]), (0x05, 0, 0, len(low)), *low, *high]
    return [(_JGE, len(low), 0, segments[half][0]), *low, *high]


POLICIES = ("strict", "native", "runtime", "tool")


def compile_filter(policy: str) -> bytes:
    """Compile the allowlist of a policy: `strict` (interpreted), `native` and
    `runtime` (may exec what Landlock lets them) or `tool` (a compiler).

    Raises UnsupportedMachine on an architecture without a table.
    """
    numbers = _numbers()
    rules: dict[int, list[Instruction]] = {}
    for name in _BASE + (_TOOL if policy == "tool" else []):
        if name in numbers:
            rules[numbers[name]] = [_ret(_ALLOW)]
    for name, program in _conditional(policy).items():
        if name in numbers:
            rules[numbers[name]] = program
    segments: list[tuple[int, list[Instruction]]] = []
    for number in sorted({0, _FIRST_RECENT, *rules, *(n + 1 for n in rules)}):
        default = [_ret(_EPERM if number < _FIRST_RECENT else _ENOSYS)]
        program = rules.get(number, default)
        if not segments or segments[-1][1] != program:
            segments.append((number, program))
    head: list[Instruction] = [
        (_LD, 0, 0, _ARCH),
        (_JEQ, 1, 0, _AUDIT_ARCH[os.uname().machine]),
        _ret(_KILL),
        (_LD, 0, 0, _NR),
    ]
    if os.uname().machine == "x86_64":
        head += [(_JGE, 0, 1, _X32_BIT), _ret(_KILL)]
    return b"".join(struct.pack("=HBBI", *instruction) for instruction in head + _search(segments))


def last_filter(policy: str) -> bytes:
    """Compile what takes from a run the rights that only its template needs.

    PID_MARK in it stands for the run's pid: it may signal itself, and nobody else. Everything that
    it allows is still subject to the allowlist below it.
    """
    thread_only = [_argument(0), (_JSET, 1, 0, _CLONE_THREAD), _ret(_KILL), _ret(_ALLOW)]
    rules = {
        "clone": [_ret(_ALLOW)] if policy == "tool" else thread_only,
        "recvmsg": [_ret(_EPERM)],
        "seccomp": [_ret(_EPERM)],
        "prctl": _one_of(0, _PR_READS),
        "prlimit64": [  # only to read
            _argument(2), (_JEQ, 0, 3, 0), (_LD, 0, 0, _ARG + 8 * 2 + 4), (_JEQ, 0, 1, 0),
            _ret(_ALLOW), _ret(_EPERM),
        ],
        "tgkill": _one_of(0, (PID_MARK,)),
        "kill": _one_of(0, (PID_MARK,)),
    }  # fmt: skip
    numbers = _numbers()
    program: list[Instruction] = [(_LD, 0, 0, _NR)]
    for name, body in rules.items():
        program += [(_JEQ, 0, len(body), numbers[name]), *body]
    program.append(_ret(_ALLOW))
    return b"".join(struct.pack("=HBBI", *instruction) for instruction in program)
