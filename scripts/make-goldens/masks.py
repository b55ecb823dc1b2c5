#!/usr/bin/python3
"""Makes test/golden/masks.json: small masks as PNG, and what numpy has of them once Pillow opened them.

Run from the project's root: /usr/bin/python3 scripts/make-goldens/masks.py
Needs the Debian packages python3-pil and python3-numpy.
"""

import base64
import io
import json

import numpy
from PIL import Image

random = numpy.random.RandomState(20260301)
HEIGHT, WIDTH = 7, 11


def palette(colors, bits):
    picture = Image.fromarray(random.randint(0, colors, (HEIGHT, WIDTH)).astype(numpy.uint8), "P")
    picture.putpalette(random.randint(0, 256, 3 * colors).astype(numpy.uint8).tobytes())
    return picture, {"bits": bits}


gray = random.randint(0, 256, (HEIGHT, WIDTH)).astype(numpy.uint8)
pictures = {
    "gray": (Image.fromarray(gray), {}),
    "deep": (Image.fromarray(random.randint(0, 65536, (HEIGHT, WIDTH)).astype(numpy.uint16)), {}),
    "bilevel": (Image.fromarray(gray > 128), {}),
    "palette8": palette(200, 8),
    "palette4": palette(16, 4),
    "palette2": palette(4, 2),
    "palette1": palette(2, 1),
    "color": (Image.fromarray(random.randint(0, 256, (HEIGHT, WIDTH, 3)).astype(numpy.uint8)), {}),
    "opacity": (Image.fromarray(random.randint(0, 256, (HEIGHT, WIDTH, 2)).astype(numpy.uint8), "LA"), {}),
}
golden = {}
for name, (picture, options) in pictures.items():
    file = io.BytesIO()
    picture.save(file, "PNG", **options)
    values = numpy.array(Image.open(io.BytesIO(file.getvalue())))
    golden[name] = {
        "png": base64.b64encode(file.getvalue()).decode(),
        "mode": Image.open(io.BytesIO(file.getvalue())).mode,
        "shape": list(values.shape),
        "values": values.astype(int).flatten().tolist(),
    }
with open("test/golden/masks.json", "w") as out:
    json.dump(golden, out, separators=(",", ":"))
    out.write("\n")
