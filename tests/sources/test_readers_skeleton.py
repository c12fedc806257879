"""What all readers share."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from pipeline.sources.readers.skeleton import one_line

BREAKS = "\r\n\v\f\x1c\x1d\x1e\x85\u2028\u2029"


@given(st.text(st.sampled_from(f"a b\t\u00a0.{BREAKS}")) | st.text())
def test_line_breaks_become_spaces_and_all_else_stays(text: str) -> None:
    assert one_line(text) == re.sub(rf"\s*[{BREAKS}]\s*", " ", text).strip()
