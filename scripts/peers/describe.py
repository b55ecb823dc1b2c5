"""Reads NUL-separated paths from stdin; prints {path: null or {"width", "height", "quarters"}} of what a trainer is given.

Which decoder: the argument. pillow: Image.open(path).convert("RGB"); opencv: imread(path). Quarters: mean luma of the four quarters, 0 to
255. null: refused.
"""

import json
import os
import sys
import warnings

os.environ.setdefault("OPENCV_LOG_LEVEL", "SILENT")
import cv2
import numpy as np
from PIL import Image

warnings.simplefilter("ignore")


def pillow(path):
    with Image.open(path) as image:
        return np.asarray(image.convert("RGB"))


def opencv(path):
    pixels = cv2.imread(path)
    if pixels is None:
        raise ValueError("imread returned nothing")
    return np.repeat(pixels[..., None], 3, -1) if pixels.ndim == 2 else pixels[..., ::-1]


read = {"pillow": pillow, "opencv": opencv}[sys.argv[1]]
described = {}
for path in filter(None, sys.stdin.buffer.read().split(b"\0")):
    name = path.decode("utf-8", "surrogateescape")
    try:
        pixels = read(name)
        height, width = pixels.shape[:2]
        luma = pixels.astype("float64") @ (0.299, 0.587, 0.114)
        rows = (luma[: (height + 1) // 2], luma[height // 2 :])
        quarters = [part.mean() for row in rows for part in (row[:, : (width + 1) // 2], row[:, width // 2 :])]
        described[name] = {"width": width, "height": height, "quarters": quarters}
    except Exception:
        described[name] = None
json.dump(described, sys.stdout)
