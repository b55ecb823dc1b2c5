#!/usr/bin/python3
"""Makes test/golden/resample/pillow.json: what Pillow's bilinear resize makes of small pictures, in 8 bits and in floats.

Needs the Debian package python3-pil. Floats are written with repr, which is exact.
"""
import json
import random
from pathlib import Path

from PIL import Image, __version__

random.seed(5)
SIZES = [((7, 5), (3, 2)), ((5, 4), (9, 7)), ((12, 3), (5, 3)), ((6, 6), (6, 4)), ((33, 20), (32, 32)), ((9, 1), (4, 1))]

cases = []
for (width, height), to in SIZES:
    levels = [random.randrange(256) for _ in range(width * height)]
    picture = Image.frombytes("L", (width, height), bytes(levels))
    floats = picture.convert("F").resize(to, Image.Resampling.BILINEAR)
    cases.append({
        "width": width, "height": height, "levels": levels, "toWidth": to[0], "toHeight": to[1],
        "bytes": list(picture.resize(to, Image.Resampling.BILINEAR).getdata()),
        "floats": list(floats.getdata()),
    })
target = Path(__file__).parents[2] / "test/golden/resample/pillow.json"
target.write_text(json.dumps({"pillow": __version__, "cases": cases}) + "\n")
