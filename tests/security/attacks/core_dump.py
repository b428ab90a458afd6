# promise: a crash writes no core file
# expect: any
import contextlib
import os
import resource

with contextlib.suppress(OSError, ValueError):
    hard = resource.getrlimit(resource.RLIMIT_CORE)[1]
    resource.setrlimit(resource.RLIMIT_CORE, (hard, hard))
soft = resource.getrlimit(resource.RLIMIT_CORE)[0]
if soft not in (0, 1):
    print("BREACH", soft)
