"""The rounds: A B C D A B C D ... Every number keeps its round: ratios are taken pair by pair."""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Callable
from typing import Any

from coderl.sandbox.model import Tier
from coderl.sandbox.zygote import ZygoteSandbox

from .cpu import Stopwatch
from .programs import tests
from .ways import WORKLOADS, Embedded, Way

Row = dict[str, Any]


def units(way: Way, workload: str, workers: int, seconds: float) -> Row:
    """Do one unit of a workload after the other on each worker for some seconds."""
    latencies: list[list[float]] = [[] for _ in range(workers)]
    failures: list[BaseException] = []
    way.begin(workload, workers)
    try:
        for worker in range(workers):
            way.do(workload, worker, tests(WORKLOADS[workload]))  # warm
        watch = Stopwatch(way.group, way.servers, way.other_groups)
        with watch.running():
            started = time.perf_counter()
            end = started + seconds
            if workers == 1:
                _loop(way, workload, 0, end, latencies[0], failures)
            else:
                _together(way, workload, end, latencies, failures)
            wall_s = time.perf_counter() - started
    finally:
        way.end()
    if failures:
        raise failures[0]
    taken = sorted(itertools.chain.from_iterable(latencies))
    return {
        "way": way.name,
        "workload": workload,
        "workers": workers,
        "units": len(taken),
        "per_s": round(len(taken) / wall_s, 3),
        **_cpu(way, watch, len(taken)),
        "p50_ms": round(quantile(taken, 0.50) * 1e3, 4),
        "p95_ms": round(quantile(taken, 0.95) * 1e3, 4),
    }


def start_ms(tier: Tier) -> float:
    """Milliseconds from nothing to a sandbox that is ready."""
    started = time.perf_counter()
    with ZygoteSandbox(tier=tier) as sandbox:
        assert sandbox.tier is tier
        return round((time.perf_counter() - started) * 1e3, 2)


def rounds(
    ways: list[Way], count: int, workers: int, seconds: float, say: Callable[[str], None]
) -> dict[str, list[Row]]:
    """Go through all workloads and ways `count` times."""
    taken: dict[str, list[Row]] = {"units": [], "start": []}
    tiers = sorted({way.tier for way in ways if isinstance(way, Embedded)})
    for n in range(1, count + 1):
        for workload, wide in itertools.product(WORKLOADS, sorted({1, workers})):
            for way in ways:
                if workload not in way.workloads or workload in way.same:
                    continue
                say(f"round {n} of {count}: {workload}, {way.label}, workers: {wide}")
                row = {"round": n, **units(way, workload, wide, seconds)}
                taken["units"].append(row)
                taken["units"] += [{**row, "workload": w} for w in way.same if workload == "run"]
        for tier in tiers:
            taken["start"].append({"round": n, "tier": tier.value, "ms": start_ms(tier)})
    return taken


def quantile(ordered: list[float], share: float) -> float:
    """The value that a share of the ordered values does not exceed."""
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def _cpu(way: Way, watch: Stopwatch, count: int) -> dict[str, float | None]:
    """CPU milliseconds each: by the better method, and by the clocks where they see all."""
    clocks_ms = round(watch.clocks_s / count * 1e3, 4) if way.all_reaped else None
    exact_ms = None if watch.cgroup_s is None else round(watch.cgroup_s / count * 1e3, 4)
    return {"cpu_ms": clocks_ms if exact_ms is None else exact_ms, "cpu_ms_by_clocks": clocks_ms}


def _loop(
    way: Way,
    workload: str,
    worker: int,
    end: float,
    latencies: list[float],
    failures: list[BaseException],
) -> None:
    """Until the time is up, but at least once."""
    try:
        while not failures and (not latencies or time.perf_counter() < end):
            given = tests(WORKLOADS[workload])
            now = time.perf_counter()
            way.do(workload, worker, given)
            latencies.append(time.perf_counter() - now)
    except BaseException as error:
        failures.append(error)


def _together(
    way: Way,
    workload: str,
    end: float,
    latencies: list[list[float]],
    failures: list[BaseException],
) -> None:
    threads = [
        threading.Thread(target=_loop, args=(way, workload, i, end, mine, failures))
        for i, mine in enumerate(latencies)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
