"""python3 scripts/make-goldens/lmdb_files.py: writes test/golden/lmdb/*.mdb with liblmdb (python3-lmdb) and what is in them.

small.mdb: five Datums, among them bytes, floats, an encoded PNG and one without a label. tree.mdb: 200 records with long keys on three
levels of pages, after deletions, so that pages are free. empty.mdb: no record. odd.mdb: Datums that are bad in every way, and sound ones.
"""

import hashlib
import json
import os
import shutil
import struct
import tempfile
import zlib

import lmdb

FOLDER = os.path.join(os.path.dirname(__file__), "../../test/golden/lmdb")
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b550000000a49444154789c6360000000020001e221bc330000000049454e44ae426082"
)


def varint(value):
    value &= (1 << 64) - 1
    out = b""
    while value > 127:
        out += bytes([value & 127 | 128])
        value >>= 7
    return out + bytes([value])


def datum(shape=None, data=None, label=None, floats=(), encoded=False, packed=False):
    out = b""
    for number, side in enumerate(shape or (), 1):
        out += varint(number << 3) + varint(side)
    if data is not None:
        out += varint(4 << 3 | 2) + varint(len(data)) + data
    if label is not None:
        out += varint(5 << 3) + varint(label)
    if packed:
        out += varint(6 << 3 | 2) + varint(4 * len(floats)) + struct.pack(f"<{len(floats)}f", *floats)
    else:
        for value in floats:
            out += varint(6 << 3 | 5) + struct.pack("<f", value)
    if encoded:
        out += varint(7 << 3) + varint(1)
    return out


def chunk(kind, content):
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def png(side):
    rows = b"".join(b"\0" + bytes((x * x + 31 * y * x) % 251 for x in range(side)) for y in range(side))
    head = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def write(name, records, delete=()):
    folder = tempfile.mkdtemp()
    with lmdb.open(folder, map_size=1 << 24) as env:
        with env.begin(write=True) as transaction:
            for key, value in records:
                transaction.put(key, value)
        with env.begin(write=True) as transaction:
            for key in delete:
                transaction.delete(key)
        with env.begin() as transaction:
            found = [[key[:10].decode(), len(value), hashlib.sha256(value).hexdigest()[:16]] for key, value in transaction.cursor()]
    shutil.copy(os.path.join(folder, "data.mdb"), os.path.join(FOLDER, name))
    shutil.rmtree(folder)
    return found


def main():
    os.makedirs(FOLDER, exist_ok=True)
    small = [
        (b"00000000_a", datum((1, 2, 3), bytes(range(6)), 3)),
        (b"00000001_b", datum((3, 40, 50), bytes(i % 251 for i in range(6000)), -1)),
        (b"00000002_c", datum((2, 1, 2), None, 1, [0.5, float("nan"), 1.5, float("-inf")])),
        (b"00000003_d", datum(None, PNG, 2, encoded=True)),
        (b"00000004_e", datum((1, 1, 3), None, None, [1, 2, 3], packed=True)),
    ]
    keys = [b"%05d" % (i * 7919 % 100003) + b"k" * 200 for i in range(300)]
    tree = [(key, key[: 5 * (1 + i % 9)]) for i, key in enumerate(keys)]
    noise = bytes(i * 7 % 251 for i in range(1024))
    odd = [
        (b"00-sound", datum((1, 32, 32), noise, 0)),
        (b"01-short", datum((1, 33, 32), noise, 1)),
        (b"02-long", datum((1, 31, 32), noise, 1)),
        (b"03-nan", datum((2, 1, 1), None, 1, [float("nan"), 1])),
        (b"04-inf", datum((2, 1, 1), b"", 1, [1, float("inf")])),
        (b"05-none", b"\xff\xd8\xff\xe0 a picture as it is"),
        (b"06-no-shape", datum(None, noise[:9], 1)),
        (b"07-sound.png", datum(None, png(16), 2, encoded=True)),
        (b"08-cut.png", datum(None, png(16)[:-40], 2, encoded=True)),
        (b"09-negative", datum((2, 1, 1), None, 0, [-1.5, 2])),
        (b"10-label", datum((2, 1, 1), None, 3, [0.5, 2])),
    ]
    facts = {
        "small.mdb": write("small.mdb", small),
        "tree.mdb": write("tree.mdb", tree, keys[::3]),
        "odd.mdb": write("odd.mdb", odd),
        "empty.mdb": write("empty.mdb", []),
    }
    with open(os.path.join(FOLDER, "records.json"), "w") as file:
        json.dump(facts, file)
        file.write("\n")


if __name__ == "__main__":
    main()
