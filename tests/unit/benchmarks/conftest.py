"""The benchmarks are no part of the package: they are found beside the tests, where they are."""

import sys
from pathlib import Path

_ROOT = Path(__file__).parents[3]

if (_ROOT / "benchmarks").is_dir():
    sys.path.insert(0, str(_ROOT))
else:
    collect_ignore_glob = ["test_*.py"]
