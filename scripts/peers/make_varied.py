"""Writes small pictures of every kind that decoders treat differently into the folder named: depths, floats, opacity, CMYK, Lab, frames,
orientations. All show one gradient whose quarters differ, so that turned, clipped and inverted pictures can be told."""

import os
import sys

os.environ["OPENCV_IO_ENABLE_OPENEXR"] = "1"
import cv2
import numpy as np
from PIL import Image

folder = sys.argv[1]
os.makedirs(folder, exist_ok=True)
os.chdir(folder)

HEIGHT, WIDTH = 48, 64
slope = np.linspace(0.1, 0.7, WIDTH)[None, :] + np.linspace(0.0, 0.25, HEIGHT)[:, None]
rgb = np.stack([slope, slope * 0.8, slope * 0.6 + 0.1], -1)
gray = rgb @ (0.299, 0.587, 0.114)
bgr = rgb[..., ::-1]


def integers(values, bits):
    return (values * (2**bits - 1)).astype("uint8" if bits == 8 else "uint16")


for name, values in (("rgb", bgr), ("gray", gray)):
    for kind in ("png", "tiff", "jp2"):
        cv2.imwrite(f"{name}16.{kind}", integers(values, 16))
    cv2.imwrite(f"{name}16.{'ppm' if name == 'rgb' else 'pgm'}", integers(values, 16))
    cv2.imwrite(f"{name}-float32.tiff", values.astype("float32"))
    cv2.imwrite(f"{name}.pfm", values.astype("float32"))
    cv2.imwrite(f"{name}.exr", values.astype("float32"))
cv2.imwrite("gray-float64.tiff", gray)
cv2.imwrite("rgb.hdr", bgr.astype("float32"))

picture = Image.fromarray(integers(rgb, 8))
opacity = Image.fromarray(np.full((HEIGHT, WIDTH), 200, "uint8"))
clear = picture.copy()
clear.putalpha(opacity)
turned = [picture.transpose(Image.Transpose.ROTATE_180), picture.transpose(Image.Transpose.FLIP_LEFT_RIGHT)]
for kind in ("jpg", "png", "webp", "bmp", "tga", "ppm", "tiff", "ico", "gif", "jp2", "j2k", "dib"):
    picture.save(f"rgb.{kind}", **({"format": "BMP"} if kind == "dib" else {}))
for kind in ("png", "webp", "tga", "tiff", "ico", "jp2"):
    clear.save(f"rgba.{kind}")
for kind in ("jpg", "png", "bmp", "tga", "pgm", "tiff", "gif"):
    picture.convert("L").save(f"gray.{kind}")
picture.convert("LA").save("la.png")
for kind in ("png", "bmp", "tga", "tiff", "gif"):
    picture.quantize(64).save(f"palette.{kind}")
for kind in ("png", "bmp", "pbm", "tiff"):
    picture.convert("1").save(f"bilevel.{kind}")
for kind in ("jpg", "tiff"):
    picture.convert("CMYK").save(f"cmyk.{kind}")
picture.convert("LAB").save("lab.tiff")
Image.fromarray((gray * 60_000).astype("int32"), "I").save("gray-int32.tiff")
for kind in ("gif", "png", "webp", "tiff"):
    picture.save(f"frames.{kind}", save_all=True, append_images=turned)
for orientation in range(2, 9):
    exif = Image.Exif()
    exif[0x0112] = orientation
    for kind in ("jpg", "png", "webp", "tiff"):
        picture.save(f"orientation{orientation}.{kind}", exif=exif)
