#!/usr/bin/env python3
"""What a prepass run found, for the program that trains. Python 3.8 or later, standard library only: copy this file anywhere.

    import prepass_run
    run = prepass_run.Run("scan")
    run.clean("train")                      # paths of the samples that stay
    run.rejected()                          # dicts: path, verdict, checks, reason, ...
    run.indices("train")                    # what torch.utils.data.Subset takes
    run.findings()                          # dicts, one finding each
    y = run.normalizer().inverse("age", z)  # back to years

    python3 prepass_run.py scan clean --split train
"""

import argparse
import bisect
import json
import math
import os
import re
import statistics
import struct
import sys

__all__ = ["Run", "RunError", "Normalizer", "IMG_EXTENSIONS"]

FORMAT = 1
NORMALIZER_FORMAT = 2

#: torchvision.datasets.folder.IMG_EXTENSIONS: files of other names are not in an ImageFolder.
IMG_EXTENSIONS = (".jpg", ".jpeg", ".png", ".ppm", ".bmp", ".pgm", ".tif", ".tiff", ".webp")

#: Things met while listing that a loader counts and prepass does not list, or the other way round.
_UNCOUNTED = ("link-outside-root", "link-broken", "link-cycle", "special-file", "unreadable-directory")


class RunError(Exception):
    """The folder holds no finished run, or the run cannot answer. The text says what to do."""


def _bytes_of(key):
    """A path as prepass writes it ('%' and bytes that are not UTF-8 as %XX) to the file's own bytes."""
    return re.sub(rb"%([0-9A-F]{2})", lambda match: bytes([int(match.group(1), 16)]), key.encode("utf-8"))


def _read_json(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def _lines(path):
    """Lines end with a line feed alone: text mode would split at what a label may hold."""
    with open(path, "rb") as file:
        for line in file:
            yield line.rstrip(b"\n")


class Run:
    """A finished run folder. Reads when asked, a line at a time; changes nothing. Raises RunError."""

    def __init__(self, folder):
        self.folder = os.fspath(folder)
        if not os.path.exists(self._file("plan.json")):
            raise RunError("%s is no run folder: it holds no plan.json. Give the folder that --out named." % self.folder)
        if not os.path.exists(self._file("run.json")):
            raise RunError("The run in %s is not finished. Finish it: prepass run ... --resume" % self.folder)
        self.summary = _read_json(self._file("run.json"))
        if self.summary["format"] > FORMAT:
            raise RunError("The run in %s has format %s, newer than this file reads. Take the prepass_run.py "
                           "of that prepass." % (self.folder, self.summary["format"]))
        self.plan = _read_json(self._file("plan.json"))
        if self.summary.get("partial"):
            raise RunError("The run in %s looked at a part of the dataset only: it says nothing of the rest. "
                           "Run prepass without --sample, --limit and --max-time." % self.folder)
        for name in ("rejected.jsonl", "findings.jsonl", "clean"):
            if not os.path.exists(self._file(name)):
                raise RunError("The run in %s has no %s: it is partial, or an older prepass made it. "
                               "Run prepass again." % (self.folder, name))
        self.root = os.fsdecode(_bytes_of(self.plan["root"]))

    def _file(self, *names):
        return os.path.join(self.folder, *names)

    def _path(self, resource):
        return os.path.join(self.root, os.fsdecode(_bytes_of(resource))) if resource else None

    def _listed(self):
        """Every sample in order, with whether it stays."""
        out = {}
        for line in _lines(self._file("rejected.jsonl")):
            row = json.loads(line)
            out[row["ordinal"]] = row
        ordinal = -1
        for ordinal, line in enumerate(_lines(self._file("listing", "samples.jsonl"))):
            yield json.loads(line), out.get(ordinal)
        if ordinal + 1 != self.summary["samples"]:
            raise RunError("The listing of %s does not fit its run.json. Run prepass again." % self.folder)

    def _check_split(self, split):
        splits = self.plan["facts"]["splits"]
        if split is not None and split not in splits:
            raise RunError("There is no split %r. There are: %s" % (split, ", ".join(sorted(splits)) or "none"))

    def samples(self, split=None):
        """Yields a dict for each sample: ordinal, key, path (absolute, None without a file), split, label, clean (True or False)."""
        self._check_split(split)
        for sample, rejected in self._listed():
            if split is not None and sample.get("split") != split:
                continue
            parts = sample["parts"]
            yield {
                "ordinal": sample["ordinal"],
                "key": sample["key"],
                "path": self._path(parts[0]["resource"]) if parts else None,
                "split": sample.get("split"),
                "label": sample["annotations"].get("label"),
                "clean": rejected is None,
            }

    def clean(self, split=None):
        """Absolute paths of the samples that stay, in the run's order."""
        return [each["path"] for each in self.samples(split) if each["clean"] and each["path"] is not None]

    def rejected(self, split=None):
        """Dicts of the samples that are left out: ordinal, key, path, split, label, verdict, checks, reason."""
        self._check_split(split)
        rows = (json.loads(line) for line in _lines(self._file("rejected.jsonl")))
        return [
            dict({name: value for name, value in row.items() if name != "resource"}, path=self._path(row["resource"]))
            for row in rows
            if split is None or row["split"] == split
        ]

    def rejected_paths(self, split=None):
        """Absolute paths of the samples that are left out and have a file."""
        return [row["path"] for row in self.rejected(split) if row["path"] is not None]

    def findings(self):
        """Yields each finding as a dict: id, check, code, severity, verdict, scope, key (None for a group's), members, data, text."""
        return (json.loads(line) for line in _lines(self._file("findings.jsonl")))

    def classes(self):
        """Class names; the place in the list is the class's number. Empty without names."""
        path = self._file("clean", "classes.txt")
        return [line.decode("utf-8") for line in _lines(path)] if os.path.exists(path) else []

    def indices(self, split=None, extensions=IMG_EXTENSIONS):
        """
        0-based numbers of the samples that stay, ascending: what torch.utils.data.Subset takes.

        Class folders: the place in torchvision's ImageFolder(root), or ImageFolder(root/split) where there are splits: classes
        sorted by name, in each the folders sorted by path, in each the files sorted by name; files without one of `extensions`
        are not counted. Manifest: the number of the row, the header and blank lines not counted, whatever the split; `split`
        only leaves rows out. Arrays of samples and labels: the rows of the split's own array, X[run.indices("train")]. Other layouts: the place in the run's own order, which is that of `samples()`.
        """
        self._check_split(split)
        facts = self.plan["facts"]
        if facts["layout"] == "imagefolder":
            return self._folder_indices(split, extensions)
        numbers, files = [], set()
        for sample, rejected in self._listed():
            if split is not None and sample.get("split") != split:
                continue
            origin = sample["annotations"].get("origin")
            files.add(origin["file"] if origin else None)
            if rejected is None:
                numbers.append(origin["record"] - 1 if origin else sample["ordinal"])
        if len(files) > 1:
            raise RunError("Rows come from several manifests (%s): name a split that has one."
                           % ", ".join(sorted(str(file) for file in files)))
        return sorted(numbers)

    def _folder_indices(self, split, extensions):
        facts = self.plan["facts"]
        if split is None and facts["splits"]:
            raise RunError("An ImageFolder is made of one split's folder: name one of %s." % ", ".join(sorted(facts["splits"])))
        odd = [kind for kind in _UNCOUNTED if facts["noteCounts"].get(kind)]
        if odd:
            raise RunError("The folder holds what torchvision numbers in its own way (%s): "
                           "give its own list, run.select(dataset.samples)." % ", ".join(odd))
        depth = 0 if split is None else 1
        places = []

        def add(key, clean):
            names = os.fsdecode(_bytes_of(key)).split("/")
            if depth and names[0] != split:
                return
            if len(names) < depth + 2 or not names[-1].lower().endswith(tuple(extensions)):
                return
            places.append((names[depth], "/".join(names[:-1]), names[-1], clean))

        for sample, rejected in self._listed():
            add(sample["key"], rejected is None)
        for line in _lines(self._file("listing", "other-files.txt")):
            add(line.decode("utf-8"), False)
        return [number for number, place in enumerate(sorted(places)) if place[3]]

    def select(self, paths):
        """
        Numbers of those of `paths` that stay. `paths`: the loader's own list, such as ImageFolder(...).samples or .imgs, of paths or of
        tuples that begin with one. Raises RunError for a path that the run did not see.
        """
        folders = {}

        def canonical(path):
            folder, name = os.path.split(os.path.abspath(os.fsdecode(path)))
            if folder not in folders:
                folders[folder] = os.path.realpath(folder)
            return os.path.join(folders[folder], name)

        clean = {canonical(each["path"]): each["clean"] for each in self.samples() if each["path"] is not None}
        others = {canonical(self._path(line.decode("utf-8"))) for line in _lines(self._file("listing", "other-files.txt"))}
        numbers = []
        for number, item in enumerate(paths):
            path = canonical(item[0] if isinstance(item, (tuple, list)) else item)
            if path not in clean and path not in others:
                raise RunError("The run in %s did not see %s. Run prepass again." % (self.folder, path))
            if clean.get(path, False):
                numbers.append(number)
        return numbers

    def class_weights(self, kind="balanced", absent=None):
        """
        A weight for each class, in the order of class numbers, from the clean training samples: 'balanced' as scikit-learn's
        compute_class_weight, 'inverseSqrt', or 'prior', the class's share. `absent`: what stands for a class without samples; without
        it such a class raises RunError, and so does a dataset without classes.
        """
        path = self._file("targets", "classes.json")
        if not os.path.exists(path):
            raise RunError("The run in %s counted no classes: its dataset has none, or an older prepass made it." % self.folder)
        weights = []
        for each in _read_json(path)["classes"]:
            weight = each[kind]
            if weight is None and absent is None:
                raise RunError("The class %s has no clean training sample, and so no weight. Give absent=0.0 to go on."
                               % each["label"])
            weights.append(absent if weight is None else weight)
        return weights

    def normalizer(self):
        """The Normalizer of the run. Raises RunError where no target was asked for."""
        path = self._file("targets", "normalizer.json")
        if not os.path.exists(path):
            raise RunError("The run in %s normalized no target: prepass targets fit RUN --target NAME" % self.folder)
        return Normalizer(path)


class Normalizer:
    """
    targets/normalizer.json. Converts to the last bit as prepass itself does; quantile-normal to 1e-12, since the C library's own
    logarithm and error function take part. Raises RunError.
    """

    def __init__(self, path):
        document = _read_json(path)
        if document.get("kind") != "prepass-normalizer":
            raise RunError("%s is not the targets/normalizer.json of a run." % path)
        if document["format"] > NORMALIZER_FORMAT:
            raise RunError("%s has format %s, newer than this file reads." % (path, document["format"]))
        self.targets = {target["name"]: target for target in document["targets"]}
        #: Targets of several columns: 'columns' in order, and 'form' where they are a box or keypoints.
        self.vectors = {vector["name"]: vector for vector in document.get("vectors", [])}
        #: Mean and standard deviation of the pictures' channels ('rgb', 'bgr': 'mean', 'std'), None where not measured.
        self.inputs = document.get("inputs")

    def transform(self, name, value, group=None, size=None):
        """
        A value, or an iterable of values, in the target's unit to normalized ones (a float, or a list). Of a vector: one value for each
        of its columns, or an iterable of such. None and NaN, a value that is not known, give NaN: mask it in the loss. `group`: the
        cell of the column of groups, for targets that were fitted by group. `size`: (width, height) of the picture in pixels, for
        targets by size. Raises ValueError for infinity, and where the result is no finite number.
        """
        return self._convert(_transform, name, value, group, size)

    def inverse(self, name, value, group=None, size=None):
        """The way back, for predictions. As `transform`."""
        return self._convert(_inverse, name, value, group, size)

    def _convert(self, convert, name, value, group, size):
        if name in self.vectors:
            columns = self.vectors[name]["columns"]
            values = list(value)
            if values and hasattr(values[0], "__iter__"):
                return [self._convert(convert, name, each, group, size) for each in values]
            if len(values) != len(columns):
                raise ValueError("%s: %d values, but it has the columns %s" % (name, len(values), ", ".join(columns)))
            return [self._convert(convert, column, each, group, size) for column, each in zip(columns, values)]
        if name not in self.targets:
            known = list(self.vectors) + list(self.targets)
            raise RunError("The normalizer has no target %r. It has: %s" % (name, ", ".join(known)))
        target = self.targets[name]
        if target["method"] in ("by-width", "by-height") and size is None:
            raise ValueError("%s: normalized by the picture's size: give size=(width, height)" % name)
        params = _params_of(target, group)

        def one(each):
            if each is None:
                return math.nan
            number = float(each)
            if math.isnan(number):
                return number
            try:
                result = convert(target["method"], params, number, size)
            except (ArithmeticError, ValueError):
                result = math.nan
            if not (math.isfinite(number) and math.isfinite(result)):
                raise ValueError("%s: %r cannot be converted by %s" % (name, number, target["method"]))
            return result

        if hasattr(value, "__iter__"):
            return [one(each) for each in value]
        return one(value)


def _params_of(target, group):
    """Of the group's own fit, else of the one over all samples."""
    if group is not None and "groups" in target:
        wanted = str(group).strip()
        for fit in target["groups"]["fits"]:
            if fit["group"] == wanted:
                return fit["params"]
    return target["params"]


def _transform(method, params, y, size):
    if method == "standard":
        return (y - params["mean"]) / params["scale"]
    if method == "minmax":
        return y * params["scale"] + params["offset"]
    if method == "maxabs":
        return y / params["scale"]
    if method == "robust":
        return (y - params["center"]) / params["scale"]
    if method == "log1p":
        return _log1p(y)
    if method == "yeo-johnson":
        return (_yeo_johnson(y, params["lambda"]) - params["mean"]) / params["scale"]
    if method in ("quantile-normal", "quantile-uniform"):
        return _to_distribution(params["quantiles"], method == "quantile-normal", y)
    if method == "by-width":
        return y / size[0]
    if method == "by-height":
        return y / size[1]
    return y


def _inverse(method, params, z, size):
    if method == "standard":
        return _scale_and_shift(z, params["scale"], params["mean"])
    if method == "minmax":
        difference, error = _two_sum(z, -params["offset"])
        result = difference / params["scale"] + error / params["scale"]
        return result if math.isfinite(result) else (z - params["offset"]) / params["scale"]
    if method == "maxabs":
        return z * params["scale"]
    if method == "robust":
        return _scale_and_shift(z, params["scale"], params["center"])
    if method == "log1p":
        return _expm1(z)
    if method == "yeo-johnson":
        return _inverse_yeo_johnson(_scale_and_shift(z, params["scale"], params["mean"]), params["lambda"])
    if method in ("quantile-normal", "quantile-uniform"):
        return _from_distribution(params["quantiles"], method == "quantile-normal", z)
    if method == "by-width":
        return z * size[0]
    if method == "by-height":
        return z * size[1]
    return z


_EPSILON = 2.0**-52


def _grown(logarithm, exponent):
    return logarithm if abs(exponent) < _EPSILON else _expm1(exponent * logarithm) / exponent


def _shrunk(t, exponent):
    return _expm1(t if abs(exponent) < _EPSILON else _log1p(exponent * t) / exponent)


def _yeo_johnson(y, power):
    return -_grown(_log1p(-y), 2 - power) if y < 0 else _grown(_log1p(y), power)


def _inverse_yeo_johnson(t, power):
    return -_shrunk(-t, 2 - power) if t < 0 else _shrunk(t, power)


#: What lies so near to an end counts as the end, as in scikit-learn.
_END = 1e-7


def _share_at(at, count):
    if at == 0:
        return 0.0
    return 1.0 if at == count - 1 else at * (1 / (count - 1))


def _to_distribution(quantiles, is_normal, y):
    count = len(quantiles)
    reach = _END if is_normal else 0.0
    below = bisect.bisect_right(quantiles, y) - 1
    if below < 0:
        first = 0.0
    elif below == count - 1 or quantiles[below] == y:
        first = _share_at(below, count)
    else:
        slope = (_share_at(below + 1, count) - _share_at(below, count)) / (quantiles[below + 1] - quantiles[below])
        first = slope * (y - quantiles[below]) + _share_at(below, count)
    above = bisect.bisect_left(quantiles, y)
    if above == count:
        last = _share_at(count - 1, count)
    elif above == 0 or quantiles[above] == y:
        last = _share_at(above, count)
    else:
        slope = (_share_at(above, count) - _share_at(above - 1, count)) / (quantiles[above] - quantiles[above - 1])
        last = _share_at(above, count) - slope * (quantiles[above] - y)
    share = 0.5 * (first + last)
    if y + reach > quantiles[-1] if is_normal else y == quantiles[-1]:
        share = 1.0
    if y - reach < quantiles[0] if is_normal else y == quantiles[0]:
        share = 0.0
    if not is_normal:
        return share
    nearest = _END - _EPSILON
    normal = statistics.NormalDist()
    return normal.inv_cdf(min(1 - nearest, max(nearest, share)))


def _from_distribution(quantiles, is_normal, z):
    count = len(quantiles)
    share = math.erfc(-z * math.sqrt(0.5)) / 2 if is_normal else z
    reach = _END if is_normal else 0.0
    if share - reach < 0 or share <= 0 or count == 1:
        return quantiles[0]
    if share + reach > 1 or share >= 1:
        return quantiles[-1]
    at = min(count - 2, math.floor(share * (count - 1)))
    if _share_at(at + 1, count) <= share:
        at += 1
    elif _share_at(at, count) > share:
        at -= 1
    if _share_at(at, count) == share:
        return quantiles[at]
    slope = (quantiles[at + 1] - quantiles[at]) / (_share_at(at + 1, count) - _share_at(at, count))
    return slope * (share - _share_at(at, count)) + quantiles[at]


def _scale_and_shift(z, scale, shift):
    """z * scale + shift, rounded once where nothing overflows."""
    product, product_error = _two_product(z, scale)
    total, total_error = _two_sum(product, shift)
    result = total + (total_error + product_error)
    return result if math.isfinite(result) else z * scale + shift


def _two_sum(a, b):
    """a + b = sum + error exactly (Knuth)."""
    total = a + b
    virtual = total - a
    return total, a - (total - virtual) + (b - virtual)


_SPLITTER = 2.0**27 + 1


def _two_product(a, b):
    """a * b = product + error exactly (Dekker); error 0 where the split would overflow."""
    product = a * b
    high_a = a * _SPLITTER - (a * _SPLITTER - a)
    high_b = b * _SPLITTER - (b * _SPLITTER - b)
    low_a = a - high_a
    low_b = b - high_b
    error = low_a * low_b - (product - high_a * high_b - low_a * high_b - high_a * low_b)
    return product, error if math.isfinite(error) else 0.0


# The C library's log1p and expm1 differ from JavaScript's in the last bit. These two are fdlibm's, as V8 has them
# (Copyright (C) 1993 by Sun Microsystems, Inc. Developed at SunPro; permission to use, copy, modify, and distribute this
# software is freely granted, provided that this notice is preserved).

_LN2_HIGH = 6.93147180369123816490e-01
_LN2_LOW = 1.90821492927058770002e-10
_LP = (6.666666666666735130e-01, 3.999999999940941908e-01, 2.857142874366239149e-01, 2.222219843214978396e-01,
       1.818357216161805012e-01, 1.531383769920937332e-01, 1.479819860511658591e-01)
_Q = (-3.33333333333331316428e-02, 1.58730158725481460165e-03, -7.93650757867487942473e-05,
      4.00821782732936239552e-06, -2.01099218183624371326e-07)


def _high(x):
    """The upper 32 bits of a double, with sign."""
    return struct.unpack(">i", struct.pack(">d", x)[:4])[0]


def _with_high(x, high):
    return struct.unpack(">d", struct.pack(">i", high) + struct.pack(">d", x)[4:])[0]


def _log1p(x):
    high = _high(x)
    magnitude = high & 0x7FFFFFFF
    if high >= 0x7FF00000 or math.isnan(x):
        return x
    k, f, c, hu = 1, x, 0.0, 1
    if high < 0x3FDA827A:
        if magnitude >= 0x3FF00000:
            return -math.inf if x == -1 else math.nan
        if magnitude < 0x3E200000:
            return x if magnitude < 0x3C900000 else x - x * x * 0.5
        if high > 0 or high <= 0xBFD2BEC4 - 2**32:
            k = 0
    if k:
        u = x
        if high < 0x43400000:
            u = 1.0 + x
        hu = _high(u)
        k = (hu >> 20) - 1023
        if high < 0x43400000:
            c = (1.0 - (u - x) if k > 0 else x - (u - 1.0)) / u
        hu &= 0x000FFFFF
        if hu < 0x6A09E:
            u = _with_high(u, hu | 0x3FF00000)
        else:
            k += 1
            u = _with_high(u, hu | 0x3FE00000)
            hu = (0x00100000 - hu) >> 2
        f = u - 1.0
    half = 0.5 * f * f
    if hu == 0:
        if f == 0:
            return 0.0 if k == 0 else k * _LN2_HIGH + (c + k * _LN2_LOW)
        r = half * (1.0 - 0.66666666666666666 * f)
        return f - r if k == 0 else k * _LN2_HIGH - ((r - (k * _LN2_LOW + c)) - f)
    s = f / (2.0 + f)
    z = s * s
    r = z * (_LP[0] + z * (_LP[1] + z * (_LP[2] + z * (_LP[3] + z * (_LP[4] + z * (_LP[5] + z * _LP[6]))))))
    if k == 0:
        return f - (half - s * (half + r))
    return k * _LN2_HIGH - ((half - (s * (half + r) + (k * _LN2_LOW + c))) - f)


def _expm1(x):
    if math.isnan(x) or x > 7.09782712893383973096e02:
        return x if math.isnan(x) else math.inf
    high = _high(x) & 0x7FFFFFFF
    if high >= 0x4043687A and x < 0:
        return -1.0
    k, c = 0, 0.0
    if high > 0x3FD62E42:
        if high < 0x3FF0A2B2:
            k = 1 if x > 0 else -1
        else:
            k = int(1.44269504088896338700 * x + (0.5 if x > 0 else -0.5))
        upper, lower = x - k * _LN2_HIGH, k * _LN2_LOW
        x = upper - lower
        c = (upper - x) - lower
    elif high < 0x3C900000:
        return x
    hfx = 0.5 * x
    hxs = x * hfx
    r1 = 1.0 + hxs * (_Q[0] + hxs * (_Q[1] + hxs * (_Q[2] + hxs * (_Q[3] + hxs * _Q[4]))))
    t = 3.0 - r1 * hfx
    e = hxs * ((r1 - t) / (6.0 - x * t))
    if k == 0:
        return x - (x * e - hxs)
    e = (x * (e - c) - c) - hxs
    if k == -1:
        return 0.5 * (x - e) - 0.5
    if k == 1:
        return -2.0 * (e - (x + 0.5)) if x < -0.25 else 1.0 + 2.0 * (x - e)
    if k <= -2 or k > 56:
        y = 1.0 - (e - x)
        return (y * 2.0 * 2.0**1023 if k == 1024 else y * 2.0**k) - 1.0
    y = (1.0 - 2.0**-k) - (e - x) if k < 20 else (x - (e + 2.0**-k)) + 1.0
    return y * 2.0**k


def _main(arguments):
    parser = argparse.ArgumentParser(prog="prepass_run.py", description="What a prepass run found, one line each.")
    parser.add_argument("run", help="run folder")
    parser.add_argument("what", choices=("clean", "rejected", "findings", "indices"))
    parser.add_argument("--split", help="samples of this split alone")
    parser.add_argument("-0", "--null", action="store_true", help="end paths with NUL instead of a line feed")
    given = parser.parse_args(arguments)
    try:
        run = Run(given.run)
        if given.what == "findings":
            rows = (json.dumps(finding, ensure_ascii=False).encode("utf-8", "surrogatepass") for finding in run.findings())
        elif given.what == "indices":
            rows = (b"%d" % number for number in run.indices(given.split))
        else:
            paths = run.clean(given.split) if given.what == "clean" else run.rejected_paths(given.split)
            rows = (os.fsencode(path) for path in paths)
        for row in rows:
            sys.stdout.buffer.write(row + (b"\0" if given.null else b"\n"))
        sys.stdout.buffer.flush()
    except RunError as error:
        print(error, file=sys.stderr)
        return 2
    except BrokenPipeError:
        # Whoever reads has seen enough: as `prepass export | head`. Closing would fail again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


if __name__ == "__main__":
    sys.exit(_main(sys.argv[1:]))
