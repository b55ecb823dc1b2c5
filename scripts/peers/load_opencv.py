"""Reads each file named on stdin (NUL-separated paths) with OpenCV's imread, unchanged.

Prints a line for each, in order: [path, null | "refused" | "warned", message]. What its libraries write to stderr is a warning. A file that
takes too long ends the process by SIGALRM. Exit 77: OpenCV is not installed.
"""

import json
import os
import signal
import sys
import tempfile

os.environ.setdefault("OPENCV_LOG_LEVEL", "WARNING")
# It reads OpenEXR only where it is told to.
os.environ["OPENCV_IO_ENABLE_OPENEXR"] = "1"
try:
    import cv2
except ImportError:
    sys.exit(77)

MOST_SECONDS = 60
stderr = tempfile.TemporaryFile()
os.dup2(stderr.fileno(), 2)


def said():
    stderr.seek(0)
    text = stderr.read().decode("utf-8", "replace").strip()
    stderr.seek(0)
    stderr.truncate()
    return text[-2000:]


def answer(path):
    try:
        picture = cv2.imread(path, cv2.IMREAD_UNCHANGED)
    except cv2.error as error:
        said()
        return "refused", f"cv2.error: {error}".strip()
    words = said()
    if picture is None:
        return "refused", f"imread returned nothing {words}".strip()
    return ("warned", words) if words else (None, "")


for path in filter(None, sys.stdin.buffer.read().split(b"\0")):
    signal.alarm(MOST_SECONDS)
    name = path.decode("utf-8", "surrogateescape")
    print(json.dumps([name, *answer(name)]), flush=True)
