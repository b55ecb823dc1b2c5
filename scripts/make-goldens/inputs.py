#!/usr/bin/python3
"""Makes test/golden/inputs/: small pictures, and what numpy makes of their channels.

Run from the project's root: /usr/bin/python3 scripts/make-goldens/inputs.py
Needs the Debian packages python3-pil and python3-numpy. Floats are written with repr, which is exact.
"""

import json
import os

import numpy
from PIL import Image

FOLDER = "test/golden/inputs"
random = numpy.random.RandomState(20260214)


def smooth(height, width, channels):
    rows = numpy.add.outer(numpy.arange(height) * random.randint(1, 9), numpy.arange(width) * random.randint(1, 9))
    planes = [(rows * (channel + 1) + random.randint(0, 30, rows.shape)) % 256 for channel in range(channels)]
    return numpy.stack(planes, axis=2).astype(numpy.uint8)


deep = random.randint(0, 65536, (9, 14)).astype(numpy.uint16)
palette = Image.fromarray(smooth(16, 16, 3)).quantize(32)
pictures = {
    "color.png": Image.fromarray(smooth(31, 47, 3)),
    "wide.png": Image.fromarray(smooth(3, 200, 3)),
    "gray.png": Image.fromarray(smooth(20, 11, 1)[:, :, 0]),
    "alpha.png": Image.fromarray(smooth(12, 12, 4)),
    "palette.png": palette,
    "bilevel.png": Image.fromarray(smooth(24, 24, 1)[:, :, 0] > 99),
    "deep.png": Image.fromarray(deep),
    "color.jpg": Image.fromarray(smooth(64, 48, 3)),
    "gray.jpg": Image.fromarray(smooth(40, 40, 1)[:, :, 0]),
}


def levels(name):
    if name == "deep.png":
        plane = (deep >> 8).astype(numpy.float64)
        return numpy.stack([plane] * 3, axis=2)
    with Image.open(os.path.join(FOLDER, name)) as picture:
        if picture.mode == "RGBA":
            return numpy.asarray(picture)[:, :, :3].astype(numpy.float64)
        return numpy.asarray(picture.convert("RGB")).astype(numpy.float64)


def statistics(names):
    pixels = numpy.concatenate([levels(name).reshape(-1, 3) / 255 for name in names])
    return {"pixels": len(pixels), "mean": list(pixels.mean(axis=0)), "std": list(pixels.std(axis=0))}


os.makedirs(FOLDER, exist_ok=True)
for name, picture in pictures.items():
    picture.save(os.path.join(FOLDER, name), **({"quality": 92} if name.endswith(".jpg") else {}))
pngs = [name for name in pictures if name.endswith(".png")]
jpegs = [name for name in pictures if name.endswith(".jpg")]
with open(os.path.join(FOLDER, "numpy.json"), "w") as file:
    json.dump({"png": statistics(pngs), "jpeg": statistics(jpegs)}, file, indent=1)
    file.write("\n")
