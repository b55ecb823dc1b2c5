"""python3 bench/pillow_load.py DIR PROCESSES: loads every JPEG below DIR with Pillow and prints {"files": n, "seconds": s}.

The clock starts before the processes do, as it does for the command it is compared with. Listing is included.
"""

import json
import multiprocessing
import os
import sys
import time

from PIL import Image


def load(path):
    with Image.open(path) as image:
        image.load()


def main():
    folder, processes = sys.argv[1], int(sys.argv[2])
    start = time.perf_counter()
    paths = sorted(os.path.join(place, name) for place, _, names in os.walk(folder) for name in names)
    with multiprocessing.Pool(processes) as pool:
        for _ in pool.imap_unordered(load, paths, chunksize=64):
            pass
    json.dump({"files": len(paths), "seconds": time.perf_counter() - start}, sys.stdout)


if __name__ == "__main__":
    main()
