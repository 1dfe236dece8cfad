"""Asks programs in other interpreters questions; each question and answer is a line of JSON.

Whatever the code that they run reads or prints itself is discarded.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeAlias

# A program ends with a call of one of the last two, with the function that knows the answers.
_HEAD = """
import json, os, signal, sys, warnings
warnings.simplefilter("ignore")
questions, answers = os.fdopen(os.dup(0)), os.fdopen(os.dup(1), "w")
silence = os.open(os.devnull, os.O_RDWR)
for stream in range(3):
    os.dup2(silence, stream)

def say(answer):
    answers.write(json.dumps(answer) + "\\n")
    answers.flush()

def answer(reply):
    for line in questions:
        say(reply(*json.loads(line)))

def answer_in_children(reply):
    for line in questions:
        child = os.fork()
        if child == 0:
            signal.alarm(120)
            try:
                say(reply(*json.loads(line)))
            except BaseException:
                os._exit(1)
            os._exit(0)
        if os.waitpid(child, 0)[1]:
            say(None)
"""

Ask: TypeAlias = Callable[..., Any]
"""A function that takes a question and returns the answer."""


@contextmanager
def asking(
    command: Sequence[str], script: str, *arguments: str, path: Iterable[str]
) -> Iterator[Ask]:
    """Run a program for the ``with`` block, which gets the function that asks it questions.

    ``command``: the command that starts the interpreter. ``script``: the program; it ends with
    ``answer(function)``, or with ``answer_in_children(function)``, which answers each question in a
    new process, so that answers cannot affect each other; the answer is None if the process dies or
    takes two minutes. ``path``: folders to put first on the search path.
    """
    folders = filter(None, (*path, os.environ.get("PYTHONPATH")))
    # setuptools replaces a module of the standard library when the interpreter starts.
    environment = {"SETUPTOOLS_USE_DISTUTILS": "stdlib", **os.environ}
    with subprocess.Popen(
        [*command, "-c", _HEAD + script, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**environment, "PYTHONPATH": os.pathsep.join(folders)},
    ) as program:
        questions, answers = program.stdin, program.stdout
        assert questions is not None
        assert answers is not None

        def ask(*question: Any) -> Any:
            questions.write(json.dumps(question) + "\n")
            questions.flush()
            return json.loads(answers.readline())

        yield ask
