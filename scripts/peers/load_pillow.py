"""Loads each file named on stdin (NUL-separated paths) with Pillow to the end, every frame.

Prints a line for each, in order: [path, null | "refused" | "warned", message]. Truncated files are errors, as in Pillow's default. A file
that takes too long ends the process by SIGALRM. Exit 77: Pillow is not installed.
"""

import json
import signal
import sys
import warnings

try:
    from PIL import Image, ImageSequence
except ImportError:
    sys.exit(77)

MOST_SECONDS = 60


def answer(path):
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            with Image.open(path) as image:
                for frame in ImageSequence.Iterator(image):
                    frame.load()
        except Exception as error:
            return "refused", f"{type(error).__name__}: {error}"
    heard = [str(warning.message) for warning in caught if not issubclass(warning.category, ResourceWarning)]
    return ("warned", "; ".join(heard)) if heard else (None, "")


for path in filter(None, sys.stdin.buffer.read().split(b"\0")):
    signal.alarm(MOST_SECONDS)
    name = path.decode("utf-8", "surrogateescape")
    print(json.dumps([name, *answer(name)]), flush=True)
