"""The rounds: A B C D A B C D ... Every number keeps its round: ratios are taken pair by pair."""

from __future__ import annotations

import itertools
import statistics
import threading
import time
from collections.abc import Callable
from typing import Any

from coderl.sandbox.model import Tier
from coderl.sandbox.zygote import ZygoteSandbox

from .cpu import Stopwatch
from .ways import Way

TESTS = 30
_count = itertools.count(1)


class WrongOutput(Exception):
    """A run printed something else than the sum: whatever was measured is worth nothing."""


def an_input() -> tuple[bytes, bytes]:
    """An input that was not used before, and the right output."""
    n = next(_count)
    return b"%d %d %d\n" % (n, n + 1, 7), b"%d\n" % (2 * n + 8)


def throughput(way: Way, workers: int, seconds: float) -> dict[str, Any]:
    """Run one program after the other on each worker for some seconds."""
    latencies: list[list[float]] = [[] for _ in range(workers)]
    failures: list[BaseException] = []
    sessions = way.begin(workers)
    try:
        for worker in range(workers):
            _one(way, worker)  # warm
        watch = Stopwatch(way.group, way.keepers)
        with watch.running(sessions):
            started = time.perf_counter()
            end = started + seconds
            if workers == 1:
                _loop(way, 0, end, latencies[0], failures)
            else:
                _together(way, end, latencies, failures)
            wall_s = time.perf_counter() - started
    finally:
        way.end()
    if failures:
        raise failures[0]
    taken = sorted(itertools.chain.from_iterable(latencies))
    return {
        "way": way.name,
        "workers": workers,
        "runs": len(taken),
        "runs_per_s": round(len(taken) / wall_s, 2),
        **_cpu(way, watch, len(taken)),
        "p50_ms": round(_quantile(taken, 0.50) * 1e3, 4),
        "p95_ms": round(_quantile(taken, 0.95) * 1e3, 4),
    }


def submissions(way: Way, repeats: int) -> dict[str, Any]:
    """Run a submission of 30 tests some times, with one worker."""
    given = [[an_input() for _ in range(TESTS)] for _ in range(repeats)]
    walls: list[float] = []
    watch = Stopwatch(way.group, way.keepers)
    with watch.running():
        for tests in given:
            started = time.perf_counter()
            outputs = way.submission([data for data, _ in tests])
            walls.append(time.perf_counter() - started)
            if outputs != [right for _, right in tests]:
                raise WrongOutput(f"{way.name}: {outputs[:3]}")
    return {
        "way": way.name,
        "tests": TESTS,
        "wall_ms": round(statistics.median(walls) * 1e3, 3),
        **_cpu(way, watch, repeats),
    }


def start_ms(tier: Tier) -> float:
    """Milliseconds from nothing to the first session of a sandbox."""
    started = time.perf_counter()
    with ZygoteSandbox(tier=tier) as sandbox:
        assert sandbox.tier is tier
        return round((time.perf_counter() - started) * 1e3, 2)


def rounds(
    ways: list[Way],
    count: int,
    workers: int,
    seconds: float,
    repeats: int,
    say: Callable[[str], None],
) -> dict[str, list[dict[str, Any]]]:
    """Go through all ways `count` times."""
    taken: dict[str, list[dict[str, Any]]] = {"throughput": [], "submission": [], "start": []}
    tiers = sorted({way.tier for way in ways if hasattr(way, "tier")})  # type: ignore[attr-defined]
    for n in range(1, count + 1):
        for wide in sorted({1, workers}):
            for way in ways:
                say(f"round {n} of {count}: {way.label}, {wide} worker{'s' if wide > 1 else ''}")
                taken["throughput"].append({"round": n, **throughput(way, wide, seconds)})
        for way in ways:
            if not way.name.endswith("-run"):  # the same as -fresh
                say(f"round {n} of {count}: {way.label}, {TESTS} tests of a submission")
                taken["submission"].append({"round": n, **submissions(way, repeats)})
        for tier in tiers:
            taken["start"].append({"round": n, "tier": tier.value, "ms": start_ms(tier)})
    return taken


def _cpu(way: Way, watch: Stopwatch, count: int) -> dict[str, float | None]:
    """CPU milliseconds each: by the better method, and by the clocks where they see all."""
    clocks_ms = round(watch.clocks_s / count * 1e3, 4) if way.all_reaped else None
    exact_ms = None if watch.cgroup_s is None else round(watch.cgroup_s / count * 1e3, 4)
    return {"cpu_ms": clocks_ms if exact_ms is None else exact_ms, "cpu_ms_by_clocks": clocks_ms}


def _one(way: Way, worker: int) -> None:
    data, right = an_input()
    output = way.run(worker, data)
    if output != right:
        raise WrongOutput(f"{way.name}: {output!r} instead of {right!r}")


def _loop(
    way: Way, worker: int, end: float, latencies: list[float], failures: list[BaseException]
) -> None:
    try:
        while not failures and (now := time.perf_counter()) < end:
            _one(way, worker)
            latencies.append(time.perf_counter() - now)
    except BaseException as error:
        failures.append(error)


def _together(
    way: Way, end: float, latencies: list[list[float]], failures: list[BaseException]
) -> None:
    threads = [
        threading.Thread(target=_loop, args=(way, i, end, mine, failures))
        for i, mine in enumerate(latencies)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _quantile(ordered: list[float], share: float) -> float:
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
