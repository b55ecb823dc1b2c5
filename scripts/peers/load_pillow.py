"""Reads NUL-separated paths from stdin, loads each with Pillow to the end, prints {path: message} of those that failed.

Every frame is read. Truncated files are errors, as in Pillow's default; warnings are not.
"""

import json
import sys
import warnings

from PIL import Image, ImageSequence

warnings.simplefilter("ignore")
refused = {}
for path in filter(None, sys.stdin.buffer.read().split(b"\0")):
    try:
        with Image.open(path) as image:
            for frame in ImageSequence.Iterator(image):
                frame.load()
    except Exception as error:
        refused[path.decode("utf-8", "surrogateescape")] = f"{type(error).__name__}: {error}"
json.dump(refused, sys.stdout)
