#!/usr/bin/python3
"""Makes test/golden/containers/: HDF5 files as h5py writes them, a safetensors file, and what numpy and h5py say is in each.

Run from the project's root: /usr/bin/python3 scripts/make-goldens/containers.py [FOLDER]
Needs the Debian packages python3-numpy and python3-h5py. `arrays.json` holds, by file and name, numpy's descr and shape, and the bytes
in row-major little-endian order. FOLDER has Caffe's own test files (src/caffe/test/test_data), of which only the sha256 of
the bytes is kept; without it what is known of them stays. HDF5 files hold the time at which they were made: they differ each time.
"""

import hashlib
import json
import os
import struct
import sys

import h5py
import numpy

HOME = "test/golden/containers"
random = numpy.random.RandomState(20261128)


def told(array):
    array = numpy.asarray(array)
    order = "|" if array.dtype.itemsize == 1 else "<"
    plain = numpy.ascontiguousarray(array.astype(array.dtype.newbyteorder("<")))
    return {"dtype": f"{order}{array.dtype.str[1:]}", "shape": list(array.shape), "data": plain.tobytes()}


def as_text(arrays):
    return {name: {**each, "data": each["data"].hex()} for name, each in arrays.items()}


def as_digest(arrays):
    return {name: {**each, "data": hashlib.sha256(each["data"]).hexdigest()} for name, each in arrays.items()}


def read_all(path):
    """What h5py reads of a file, by the paths of its datasets."""
    found = {}
    with h5py.File(path, "r") as file:
        file.visititems(lambda name, each: found.update({name: told(each[()])}) if isinstance(each, h5py.Dataset) else None)
    return found


def numbers(dtype, shape):
    kind = numpy.dtype(dtype).kind
    values = random.randint(0, 100, shape) if kind in "iub" else random.randn(*shape) * 100
    return values.astype(dtype)


def write_plain(path, libver):
    with h5py.File(path, "w", libver=libver) as file:
        for dtype in ["f2", "f4", "f8", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8"]:
            for order in "<>":
                file[f"{'big' if order == '>' else 'little'}/{dtype}"] = numbers(order + dtype, (3, 4))
        file["truth"] = numbers("?", (5,))
        file["complex"] = (random.randn(4) + 1j * random.randn(4)).astype("c8")
        file["scalar"] = 2.5
        file["nothing"] = numpy.zeros((0, 3), "f4")
        file.create_dataset("packed", data=numbers("f4", (10, 6, 5)), chunks=(3, 4, 5), compression="gzip")
        file.create_dataset("summed", data=numbers("<i4", (50, 3)), chunks=(7, 2), shuffle=True, compression=9, fletcher32=True)
        file.create_dataset("filled", shape=(20, 4), chunks=(5, 4), dtype="f8", fillvalue=1.5)[5:7] = 3
        file.create_dataset("offset", data=numbers("i4", (30,)), chunks=(8,), scaleoffset=0)
        file.create_dataset("growing", data=numbers("u2", (9, 9)), chunks=(4, 4), maxshape=(None, None))


def write_odd(path):
    """Datasets that are not read, and links that are not followed."""
    with h5py.File(path, "w", userblock_size=1024) as file:
        file["good"] = numbers("f4", (2, 2))
        file["compound"] = numpy.zeros(3, [("a", "i4"), ("b", "f4")])
        file["text"] = ["a", "bb"]
        file["reference"] = file["good"].ref
        file["type"] = numpy.dtype("f4")
        file["extended"] = numpy.ones(2, "longdouble")
        file.create_dataset("lzf", data=numbers("i4", (64,)), compression="lzf")
        file.create_dataset("raw", shape=(4,), dtype="f4", external=[("/etc/hostname", 0, 16)])
        file.create_dataset("sparse", shape=(10**9, 1000), dtype="f4", chunks=(1000, 1000))
        layout = h5py.VirtualLayout(shape=(4,), dtype="i4")
        layout[:] = h5py.VirtualSource("other.h5", "x", shape=(4,))
        file.create_virtual_dataset("virtual", layout)
        bfloat = h5py.h5t.IEEE_F32LE.copy()
        bfloat.set_fields(15, 7, 8, 0, 7)
        bfloat.set_size(2)
        bfloat.set_ebias(127)
        h5py.h5d.create(file.id, b"bfloat", bfloat, h5py.h5s.create_simple((3,)))
        group = file.create_group("group")
        group["loop"] = h5py.SoftLink("/group")
        group["up"] = file
        file["alias"] = h5py.SoftLink("/good")
        file["self"] = h5py.SoftLink("/self")
        file["nowhere"] = h5py.SoftLink("/missing")
        file["outside"] = h5py.ExternalLink("/etc/hostname", "/x")


def write_pairs(path):
    """Samples in chunks of four rows, with labels; answers where the chunks lie."""
    with h5py.File(path, "w") as file:
        data = numbers("f4", (12, 3, 5))
        data[5, 1, 2] = numpy.nan
        file.create_dataset("data", data=data, chunks=(4, 3, 5), compression="gzip", fletcher32=True)
        file["label"] = numpy.arange(12) % 3
        kept = file["data"].id
        return [[info.byte_offset, info.size] for info in map(kept.get_chunk_info, range(kept.get_num_chunks()))]


SAFE = {"F64": "<f8", "F32": "<f4", "F16": "<f2", "I64": "<i8", "I32": "<i4", "I16": "<i2", "I8": "|i1"}
SAFE.update({"U64": "<u8", "U32": "<u4", "U16": "<u2", "U8": "|u1", "BOOL": "|b1", "C64": "<c8"})


def write_safetensors(path):
    header, data, found = {"__metadata__": {"format": "pt"}}, b"", {}

    def add(name, dtype, shape, raw):
        nonlocal data
        header[name] = {"dtype": dtype, "shape": shape, "data_offsets": [len(data), len(data) + len(raw)]}
        data += raw

    for dtype, descr in SAFE.items():
        array = numbers(descr, (3, 4)) if dtype != "C64" else (random.randn(2) + 1j * random.randn(2)).astype(descr)
        found[f"all.{dtype}"] = told(array)
        add(f"all.{dtype}", dtype, list(array.shape), array.tobytes())
    # bfloat16 is the upper half of float32.
    halves = (numbers("f4", (2, 3)).view("u4") >> 16).astype("<u2")
    found["half"] = {"dtype": "<bf2", "shape": [2, 3], "data": halves.tobytes()}
    add("half", "BF16", [2, 3], halves.tobytes())
    found["scalar"] = told(numpy.float32(1.5))
    add("scalar", "F32", [], numpy.float32(1.5).tobytes())
    found["nothing"] = told(numpy.zeros((2, 0), "f4"))
    add("nothing", "F32", [2, 0], b"")
    add("eighth", "F8_E4M3", [4], b"\x00\x7f\x38\xff")
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + data)
    return found


os.makedirs(HOME, exist_ok=True)
arrays = {}
for name, libver in [("earliest.h5", "earliest"), ("latest.h5", "latest")]:
    write_plain(f"{HOME}/{name}", libver)
    arrays[name] = as_text(read_all(f"{HOME}/{name}"))
write_odd(f"{HOME}/odd.h5")
chunks = write_pairs(f"{HOME}/train.h5")
arrays["all.safetensors"] = as_text(write_safetensors(f"{HOME}/all.safetensors"))
names = ["sample_data.h5", "sample_data_2_gzip.h5", "solver_data.h5"]
if len(sys.argv) > 1:
    caffe = {name: as_digest(read_all(f"{sys.argv[1]}/{name}")) for name in names}
else:
    with open(f"{HOME}/arrays.json") as file:
        caffe = json.load(file)["caffe"]
with open(f"{HOME}/arrays.json", "w") as file:
    json.dump({**arrays, "caffe": caffe, "chunks of train.h5": chunks}, file, indent=1, sort_keys=True)
    file.write("\n")
