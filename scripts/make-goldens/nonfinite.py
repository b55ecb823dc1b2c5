#!/usr/bin/python3
"""Makes test/golden/arrays/nonfinite.json: what numpy says of seeded arrays with NaN and infinities.

Run from the project's root: /usr/bin/python3 scripts/make-goldens/nonfinite.py
Needs the Debian package python3-numpy. Files are base64, made by numpy.save itself. Indices count elements in the file's order,
rows are those of the first axis.
"""

import base64
import io
import json
import os

import numpy

random = numpy.random.RandomState(20240229)
SHAPES = [(), (1,), (37,), (5, 7), (24, 2, 2), (2, 60), (3, 0, 4)]
DTYPES = ["<f2", ">f2", "<f4", ">f4", "<f8", ">f8", "<c8", ">c8", "<c16", ">c16"]


def spoil(array, share):
    parts = array.reshape(-1).view(array.real.dtype)
    for value in (numpy.nan, numpy.inf, -numpy.inf):
        parts[random.rand(parts.size) < share] = value


def kinds(array):
    parts = [array.real, array.imag] if numpy.iscomplexobj(array) else [array]
    yield "nan", numpy.any([numpy.isnan(part) for part in parts], axis=0)
    yield "positiveInfinity", numpy.any([part == numpy.inf for part in parts], axis=0)
    yield "negativeInfinity", numpy.any([part == -numpy.inf for part in parts], axis=0)


def expected(array, order):
    found = {"elements": array.size}
    for name, where in kinds(array):
        flat = numpy.flatnonzero(where.reshape(-1, order=order))
        if flat.size == 0:
            continue
        rows = numpy.unique(numpy.nonzero(where)[0]) if array.ndim > 0 else numpy.array([], int)
        found[name] = {
            "count": int(flat.size),
            "first": int(flat[0]),
            "rows": [int(row) for row in rows[:20]],
            "rowCount": int(rows.size),
        }
    return found


def saved(array):
    file = io.BytesIO()
    numpy.save(file, array)
    return base64.b64encode(file.getvalue()).decode()


cases = []
for dtype in DTYPES:
    for shape in SHAPES:
        for order in "CF":
            share = [0, 0.002, 0.05, 0.6][random.randint(4)]
            array = numpy.empty(shape, dtype)
            array[...] = random.normal(0, 1000, shape)
            spoil(array, share)
            array = numpy.array(array, order=order)
            is_fortran = array.flags.f_contiguous and not array.flags.c_contiguous
            cases.append(
                {
                    "name": f"{dtype} {list(shape)} {'F' if is_fortran else 'C'}",
                    "file": saved(array),
                    "scan": expected(array, "F" if is_fortran else "C"),
                }
            )

os.makedirs("test/golden/arrays", exist_ok=True)
with open("test/golden/arrays/nonfinite.json", "w") as file:
    json.dump({"numpy": numpy.__version__, "cases": cases}, file, separators=(",", ":"))
    file.write("\n")
