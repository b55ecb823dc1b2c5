"""
Reads a JSON list of [tool, from, to, quality] from stdin: a truncated JPEG is read as the tool fills it ("pillow" with
LOAD_TRUNCATED_IMAGES, "opencv" with imread) and saved again as JPEG. Prints the list of those that the tool refused.
"""

import json
import os
import sys

os.environ.setdefault("OPENCV_LOG_LEVEL", "ERROR")
import cv2
from PIL import Image, ImageFile

ImageFile.LOAD_TRUNCATED_IMAGES = True


def pillow(source, target, quality):
    with Image.open(source) as image:
        image.load()
        image.save(target, "JPEG", quality=quality)


def opencv(source, target, quality):
    image = cv2.imread(source)
    if image is None:
        raise OSError("imread returned nothing")
    cv2.imwrite(target, image, [cv2.IMWRITE_JPEG_QUALITY, quality])


refused = []
for tool, source, target, quality in json.load(sys.stdin):
    try:
        {"pillow": pillow, "opencv": opencv}[tool](source, target, quality)
    except (OSError, ValueError, cv2.error) as error:
        refused.append([tool, source, str(error)])
json.dump(refused, sys.stdout)
