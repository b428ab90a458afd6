"""Which modules a run finds imported: each spares its import, and makes every fork dearer.

What nearly every program needs is in all templates. The rest is in the rich ones, which a session
asks for when its source names any of it. Either way a program can import the same modules.
"""

from __future__ import annotations

import gc
import importlib
import os
import sys
from collections.abc import Iterable

SLIM = """
abc bisect collections collections.abc copy functools heapq io itertools math operator os random re
string sys threading time types typing
""".split()

RICH = """
array ast base64 calendar cmath codecs contextlib csv dataclasses datetime decimal difflib enum
errno fractions glob gzip inspect json keyword linecache locale marshal numbers pathlib pickle
queue shutil signal stat statistics struct textwrap timeit tokenize traceback unicodedata warnings
weakref zlib
""".split()


def warm(names: Iterable[str]) -> None:
    """Import modules."""
    for name in names:
        importlib.import_module(name)


def remember_folders() -> None:
    """Have the finder of every folder on the path ready: a run's imports then start with it."""
    for entry in sys.path:
        if os.path.isdir(entry):
            sys.path_importer_cache.setdefault(entry, sys.path_hooks[-1](entry))


def freeze() -> None:
    """Leave what there is now to itself: no collection will touch it."""
    gc.collect()
    gc.disable()
    gc.freeze()
