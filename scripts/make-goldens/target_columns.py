#!/usr/bin/python3
"""Makes test/golden/targets/sklearn-columns.json: what scikit-learn makes of 200 columns that are drawn from a seed.

Run from the project's root: /usr/bin/python3 scripts/make-goldens/target_columns.py
Needs the Debian packages python3-sklearn and python3-numpy. The columns are not in the file: test/targets/drawn-column.ts draws the
same ones to the last bit, since only +, -, *, / and floor are used.
"""

import json
import math

import numpy
import sklearn
from sklearn.preprocessing import MaxAbsScaler, MinMaxScaler, PowerTransformer, QuantileTransformer, RobustScaler, StandardScaler

COLUMNS = 200


def drawn(seed):
    state = (seed * 2654435761 + 12345) % 2**32

    def u():
        nonlocal state
        state = (state * 1664525 + 1013904223) % 2**32
        return state / 2**32

    def bell():
        total = 0.0
        for _ in range(12):
            total += u()
        return total - 6

    def product(count):
        result = 1.0
        for _ in range(count):
            result *= u()
        return result

    kinds = [
        lambda: bell() * 3 + 20,
        lambda: u() * 200 - 100,
        lambda: product(4) * 1000,
        lambda: 1 / (u() + 0.05),
        lambda: float(math.floor(u() * 10)),
        lambda: 50 - product(3) * 40,
        lambda: 0.0 if u() < 0.5 else u() * 30,
        lambda: math.floor((u() * u() * 50 + 20) * 100) / 100,
        lambda: (bell() if u() < 0.5 else bell() + 12),
        lambda: bell() * 100000 + 300000,
    ]
    count = 1500 if seed % 50 == 7 else 20 + (seed * 37) % 180
    return numpy.array([kinds[seed % len(kinds)]() for _ in range(count)])


def of(scaler, values, names):
    column = values.reshape(-1, 1)
    scaler.fit(column)
    probes = numpy.append(values[:3], values.max() + 1).reshape(-1, 1)
    result = {name: float(getattr(scaler, attribute)[0]) for name, attribute in names.items()}
    return dict(result, z=scaler.transform(probes)[:, 0].tolist())


def case(seed):
    values = drawn(seed)
    yeo_johnson = PowerTransformer(method="yeo-johnson", standardize=True)
    n = len(values)
    return {
        "last": float(values[-1]),
        "n": n,
        "standard": of(StandardScaler(), values, {"mean": "mean_", "scale": "scale_"}),
        "minmax": of(MinMaxScaler(), values, {"scale": "scale_", "offset": "min_"}),
        "maxabs": of(MaxAbsScaler(), values, {"scale": "scale_"}),
        "robust": of(RobustScaler(), values, {"center": "center_", "scale": "scale_"}),
        "yeo-johnson": of(yeo_johnson, values, {"lambda": "lambdas_"}),
        "quantile-normal": of(QuantileTransformer(n_quantiles=min(n, 1000), output_distribution="normal"), values, {}),
        "quantile-uniform": of(QuantileTransformer(n_quantiles=min(n, 1000)), values, {}),
    }


with open("test/golden/targets/sklearn-columns.json", "w", encoding="utf-8") as file:
    made_by = {"scikit-learn": sklearn.__version__, "numpy": numpy.__version__}
    file.write('{"madeBy": %s, "cases": [\n' % json.dumps(made_by))
    file.write(",\n".join(json.dumps(case(seed)) for seed in range(COLUMNS)))
    file.write("\n]}\n")
