"""Makes seeded arrays of every type, order and shape, and says what numpy finds in them.

scan_arrays.py COUNT SEED ARRAYS ANSWERS [MOST_BYTES]: into ARRAYS goes each as its bytes' length (4 bytes, little-endian) and a .npy file, into
ANSWERS a line of JSON each. bfloat16, which numpy lacks, is written as <u2; 'dtype' says so. Needs python3-numpy.
"""

import io
import json
import struct
import sys

try:
    import numpy
except ImportError:
    sys.exit(77)

FLOATS = ["f2", "f4", "f8", "c8", "c16", "bf2"]
INTEGERS = ["b1", "u1", "i1", "u2", "i2", "u4", "i4", "u8", "i8"]
WORD = {"f2": "u2", "bf2": "u2", "f4": "u4", "f8": "u8"}
PART = {"c8": "f4", "c16": "f8"}
# Exponent's mask, and the smallest number with all its digits, as bits.
BOUNDS = {"f2": (0x7C00, 0x0400), "bf2": (0x7F80, 0x0080), "f4": (0x7F800000, 0x00800000), "f8": (0x7FF << 52, 1 << 52)}
NAMED_ROWS = 20


def shape_of(random):
    kind = random.integers(0, 20)
    if kind == 0:
        return ()
    if kind == 1:
        return (1,)
    if kind == 2:
        return tuple(int(side) for side in random.choice([0, 3, 5], random.integers(1, 4)))
    if kind == 3 and random.integers(0, 6) == 0:
        return (int(random.integers(130_000, 150_000)),)
    if kind < 8:
        return (int(random.integers(1, 3000)),)
    sides = random.integers(2, 5)
    return tuple(int(side) for side in random.integers(1, [0, 0, 60, 14, 8][sides], sides))


def plain_values(random, size):
    """Doubles as arrays hold them: noise, far from zero, of all magnitudes, equal ones, features and scores."""
    kind = random.integers(0, 6)
    if kind == 0:
        return random.normal(0, 1, size)
    if kind == 1:
        return random.normal(1e9, 1, size)
    if kind == 2:
        return random.normal(0, 1, size) * 2.0 ** random.integers(-400, 400, size)
    if kind == 3:
        return numpy.full(size, random.normal(0, 100))
    if kind == 4:
        return numpy.abs(random.normal(0, 1, size)) * (random.random(size) < 0.3)
    return random.normal(random.normal(0, 1000), abs(random.normal(0, 1)), size)


def odd_bits(random, base, size):
    """Patterns at which a format turns: zeros of both signs, subnormals, infinities, NaN of any payload, the extremes."""
    mask, least = BOUNDS[base]
    word = WORD[base]
    top = 1 << (8 * numpy.dtype(word).itemsize - 1)
    payload = random.integers(1, least, size)
    choices = [0, least - 1, 1, mask, mask - 1, mask + least - 1, least]
    picked = numpy.array(choices, "u8")[random.integers(0, len(choices), size)]
    picked = numpy.where(random.random(size) < 0.3, payload.astype("u8"), picked)
    picked = numpy.where(random.random(size) < 0.2, payload.astype("u8") | numpy.uint64(mask), picked)
    sign = (random.random(size) < 0.5).astype("u8") * numpy.uint64(top)
    return (picked | sign).astype(word)


def floats(random, dtype, shape):
    size = int(numpy.prod(shape, dtype=int))
    base = PART.get(dtype, dtype)
    parts = size * (2 if dtype in PART else 1)
    with numpy.errstate(all="ignore"):
        values = plain_values(random, parts)
        if base == "bf2":
            bits = (values.astype("f4").view("u4") >> 16).astype("u2")
        else:
            bits = values.astype(base).view(WORD[base])
    kind = random.integers(0, 4)
    share = [0, 0.001, 0.05, 1][kind] if random.integers(0, 10) else 1
    where = random.random(parts) < share
    bits[where] = odd_bits(random, base, int(where.sum()))
    if random.integers(0, 60) == 0:
        bits[:] = BOUNDS[base][0] + 1
    return bits if base == "bf2" else bits.view(dtype)


def integers(random, dtype, shape):
    size = int(numpy.prod(shape, dtype=int))
    if dtype == "b1":
        return random.integers(0, 2, size).astype(bool)
    info = numpy.iinfo(dtype)
    if random.integers(0, 2):
        return random.integers(info.min, info.max, size, dtype, endpoint=True)
    return random.integers(0, min(100, info.max), size, dtype)


def oddities(bits, base):
    mask, least = BOUNDS[base]
    top = 1 << (8 * bits.dtype.itemsize - 1)
    magnitude = bits & bits.dtype.type(top - 1)
    negative = (bits & bits.dtype.type(top)) != 0
    yield "nan", magnitude > mask
    yield "positiveInfinity", (magnitude == mask) & ~negative
    yield "negativeInfinity", (magnitude == mask) & negative
    yield "subnormal", (magnitude > 0) & (magnitude < least)


def places(flat, shape, order):
    where = numpy.flatnonzero(flat)
    if where.size == 0:
        return None
    rows = numpy.array([], int)
    if len(shape) > 0:
        rows = numpy.unique(numpy.unravel_index(where, shape, order)[0])
    found = {"count": int(where.size), "first": int(where[0])}
    return {**found, "rows": [int(row) for row in rows[:NAMED_ROWS]], "rowCount": int(rows.size)}


def finite_number(value):
    return float(value) if numpy.isfinite(value) else None


def statistics(numbers):
    """Of the finite numbers, in doubles."""
    if numbers.size == 0:
        return None
    told = {"n": int(numbers.size)}
    if numbers.dtype.kind in "iu":
        told["min"], told["max"] = str(int(numbers.min())), str(int(numbers.max()))
    elif numbers.dtype.kind == "b":
        told["min"], told["max"] = str(int(numbers.min())), str(int(numbers.max()))
        numbers = numbers.astype("f8")
    else:
        told["min"], told["max"] = float(numbers.min()), float(numbers.max())
    with numpy.errstate(all="ignore"):
        return {**told, "mean": finite_number(numpy.mean(numbers)), "variance": finite_number(numpy.var(numbers))}


def answer(dtype, values, shape, order):
    """`values`: in the order of the file, in this machine's byte order."""
    told = {"dtype": dtype, "elements": int(values.size), "scan": {}}
    if dtype in INTEGERS:
        return {**told, "statistics": statistics(values)}
    base = PART.get(dtype, dtype)
    bits = values.view(WORD[base])
    for name, where in oddities(bits, base):
        whole = where.reshape(-1, 2).any(axis=1) if dtype in PART else where
        found = places(whole, shape, order)
        if found is not None:
            told["scan"][name] = found
    numbers = (bits.astype("u4") << 16).view("f4") if base == "bf2" else bits.view(base)
    with numpy.errstate(all="ignore"):
        doubles = numbers.astype("f8")
    return {**told, "statistics": statistics(doubles[numpy.isfinite(doubles)])}


def make(random):
    dtype = str(random.choice(FLOATS + FLOATS + INTEGERS))
    shape = shape_of(random)
    values = floats(random, dtype, shape) if dtype in FLOATS else integers(random, dtype, shape)
    order = str(random.choice(["C", "F"])) if len(shape) > 1 else "C"
    array = values.reshape(shape, order=order)
    if random.integers(0, 2):
        array = array.astype(array.dtype.newbyteorder(">"), order="K")
    file = io.BytesIO()
    numpy.lib.format.write_array(file, array)
    is_fortran = array.flags.f_contiguous and not array.flags.c_contiguous
    order = "F" if is_fortran else "C"
    in_file = array.reshape(-1, order=order)
    return file.getvalue(), answer(dtype, in_file.astype(in_file.dtype.newbyteorder("=")), shape, order)


def main():
    count, seed, arrays, answers = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3], sys.argv[4]
    most = int(sys.argv[5]) if len(sys.argv) > 5 else 2**32
    random = numpy.random.default_rng(seed)
    with open(arrays, "wb") as file, open(answers, "w") as lines:
        made = 0
        while made < count:
            data, told = make(random)
            if len(data) > most:
                continue
            made += 1
            file.write(struct.pack("<I", len(data)) + data)
            lines.write(json.dumps(told, separators=(",", ":")) + "\n")


main()
