"""Reads NUL-separated paths from stdin, reads each with OpenCV's imread, prints {path: message} of those that failed."""

import json
import os
import sys

os.environ.setdefault("OPENCV_LOG_LEVEL", "ERROR")
import cv2

refused = {}
for path in filter(None, sys.stdin.buffer.read().split(b"\0")):
    name = path.decode("utf-8", "surrogateescape")
    try:
        if cv2.imread(name, cv2.IMREAD_UNCHANGED) is None:
            refused[name] = "imread returned nothing"
    except cv2.error as error:
        refused[name] = f"cv2.error: {error}".strip()
json.dump(refused, sys.stdout)
