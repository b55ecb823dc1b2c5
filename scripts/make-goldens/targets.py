#!/usr/bin/python3
"""Makes test/golden/targets/sklearn.json: what scikit-learn's scalers make of hard columns.

Run from the project's root: /usr/bin/python3 scripts/make-goldens/targets.py
Needs the Debian packages python3-sklearn and python3-numpy. Floats are written with repr, which is exact.
"""

import json
import os

import numpy
import sklearn
from sklearn.preprocessing import MinMaxScaler, RobustScaler, StandardScaler

random = numpy.random.RandomState(20240117)

columns = {
    "ages": random.randint(0, 100, 200).astype(float),
    "prices": numpy.round(numpy.exp(random.normal(5, 2, 300)), 2),
    "mean 1e9, unit variance": 1e9 + random.normal(0, 1, 400),
    "mean -1e9, unit variance": -1e9 + random.normal(0, 1, 401),
    "tiny": random.normal(0, 1, 100) * 1e-12,
    "tiny, constant to minmax and robust": random.normal(0, 1, 100) * 1e-20,
    "squares underflow": random.normal(0, 1, 50) * 1e-170,
    "huge": random.normal(0, 1, 150) * 1e150,
    "ten thousand among fractions": numpy.append(random.uniform(0, 1, 99), 10000.0),
    "constant": numpy.full(37, 0.1),
    "constant zero": numpy.zeros(5),
    "constant but for rounding": numpy.array([0.1 + 0.2, 0.3, 0.3, 0.3]),
    "one value": numpy.array([42.5]),
    "two values": numpy.array([-3.0, 7.0]),
    "two close values": numpy.array([1.0, 1.0 + 1e-9]),
    "binary": random.randint(0, 2, 101).astype(float),
    "negative": -random.uniform(5, 6, 77),
    "quartiles between values": numpy.array([1.0, 2.0, 4.0, 8.0, 16.0, 32.0]),
}


def cases():
    for name, values in columns.items():
        column = values.reshape(-1, 1)
        standard = StandardScaler().fit(column)
        minmax = MinMaxScaler().fit(column)
        robust = RobustScaler().fit(column)
        yield {
            "name": name,
            "values": values.tolist(),
            "standard": {
                "mean": standard.mean_[0],
                "variance": standard.var_[0],
                "scale": standard.scale_[0],
                "z": standard.transform(column)[:, 0].tolist(),
            },
            "minmax": {
                "min": minmax.data_min_[0],
                "max": minmax.data_max_[0],
                "scale": minmax.scale_[0],
                "offset": minmax.min_[0],
                "z": minmax.transform(column)[:, 0].tolist(),
            },
            "robust": {
                "center": robust.center_[0],
                "scale": robust.scale_[0],
                "z": robust.transform(column)[:, 0].tolist(),
            },
        }


made_by = {"scikit-learn": sklearn.__version__, "numpy": numpy.__version__}
path = "test/golden/targets/sklearn.json"
os.makedirs(os.path.dirname(path), exist_ok=True)
with open(path, "w", encoding="utf-8") as file:
    json.dump({"madeBy": made_by, "cases": list(cases())}, file, indent=1)
    file.write("\n")
