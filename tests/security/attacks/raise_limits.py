# promise: a run's own limits are not to be set anew
import resource

for which in ("CPU", "FSIZE", "NOFILE", "CORE", "NPROC", "AS"):
    number = getattr(resource, f"RLIMIT_{which}")
    try:
        resource.setrlimit(number, (resource.getrlimit(number)[1],) * 2)
        print("BREACH", which)
    except (OSError, ValueError):
        pass
