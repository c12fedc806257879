"""What a search frees stays with the process."""

from __future__ import annotations

import platform
import subprocess
import sys

import pytest

FAULTS = """
import resource
from pipeline.translate.engines.allocation import keep_freed_memory
if {kept}: keep_freed_memory()
b"x" * 20_000_000
before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
for _ in range(10): b"x" * 20_000_000
print(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="glibc alone can be told")
def test_memory_that_was_freed_is_used_again() -> None:
    given_back, kept = (
        int(subprocess.run([sys.executable, "-c", FAULTS.format(kept=kept)], capture_output=True, check=True).stdout)
        for kept in (False, True)
    )
    assert kept < given_back / 10
