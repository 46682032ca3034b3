"""What processes use: CPU seconds and memory, as Linux counts them.

https://www.kernel.org/doc/html/latest/filesystems/proc.html
"""

import os
import platform
import sys
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")


def tree(pid: int) -> list[int]:
    """``pid`` and its descendants."""
    found = [pid]
    for parent in found:
        for task in Path(f"/proc/{parent}/task").iterdir():
            found += [int(child) for child in (task / "children").read_text().split()]
    return found


def cpu_seconds(pids: list[int]) -> float:
    """CPU time, user and system, that ``pids`` have used since they were started."""
    total = 0
    for pid in pids:
        # The name of the program, in brackets, may hold blanks.
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        total += int(fields[11]) + int(fields[12])
    return total / _TICKS


def memory_mb(pid: int) -> tuple[float, float]:
    """Megabytes of ``pid`` in memory: all pages, and with shared pages divided among those who share."""
    values = {}
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]:
        name, amount, *_ = line.split()
        values[name] = int(amount) / 1024
    return values["Rss:"], values["Pss:"]


def machine() -> dict[str, str | int]:
    """What the figures depend on: processor, cores, system, and the build of Python."""
    models = [
        line.partition(":")[2].strip()
        for line in Path("/proc/cpuinfo").read_text().splitlines()
        if line.startswith("model name")
    ]
    memory_kb = int(Path("/proc/meminfo").read_text().split()[1])
    return {
        "processor": models[0] if models else platform.machine(),
        "cores": os.cpu_count() or 1,
        "memory_gb": round(memory_kb / 1024 / 1024),
        "system": f"{platform.system()} {platform.release()}",
        "python": f"{platform.python_version()} in {sys.base_prefix}, {platform.python_compiler()}",
    }
