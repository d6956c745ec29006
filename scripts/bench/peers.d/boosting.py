# needs: lightgbm==4.7.0 scikit-learn pandas pyarrow
"""Boosting a million rows of 30 variables, each monotone: LightGBM's constraint 'advanced' and zhixin's additive model.

Each side runs in a process of its own and is measured by the kernel. zhixin reads the Parquet file, bins it, boosts, and writes
a model file and its report; LightGBM gets the rows as a data frame, and what reading took is taken off. Both make 3,000 cuts:
LightGBM 100 trees of 31 leaves, zhixin 100 rounds of one cut in each variable. The area on rows that neither saw stands beside.
"""
import io
import json
import os
import subprocess
import sys
import tempfile

from binning import measured

ROWS, VARIABLES = int(os.environ.get("ROWS", 1_000_000)), 30
UP = [VARIABLES // 2 <= at for at in range(VARIABLES)]

SPEC = """
id = "peers"
method = "additive"
name = { zh = "对比", en = "against peers" }
about = { zh = "虚构数据", en = "made-up rows" }
[target]
column = "y"
event = [1]
definition = "made up"
horizon_months = 12
[population]
name = "made-up rows"
rate = "as_sampled"
[additive]
learning_rate = "0.1"
rounds = 100
patience = 100
pairs = 0
bags = 1
"""

PEER = """
import sys, time, resource, json
import lightgbm, pandas as pd
from sklearn.metrics import roc_auc_score
frame = pd.read_parquet(sys.argv[1]); y = frame.pop("y").values
signs = [1 if up == "True" else -1 for up in sys.argv[3].split(",")]
began = time.perf_counter(); used = sum(resource.getrusage(resource.RUSAGE_SELF)[:2])
model = lightgbm.LGBMClassifier(n_estimators=int(sys.argv[4]), verbose=-1, n_jobs=2, monotone_constraints=signs,
                                monotone_constraints_method="advanced")
model.fit(frame, y)
now = sum(resource.getrusage(resource.RUSAGE_SELF)[:2])
clock = time.perf_counter() - began
new = pd.read_parquet(sys.argv[2]); outcome = new.pop("y").values
print(json.dumps({"clock": clock, "cpu": now - used, "mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
                  "auc": roc_auc_score(outcome, model.predict_proba(new)[:, 1])}))
"""


def draw(path, rows, seed):
    import numpy as np
    import pandas as pd
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(rows, VARIABLES))
    eta = -3 + (np.tanh(x) * np.linspace(-0.8, 0.8, VARIABLES)).sum(axis=1)
    frame = pd.DataFrame({f"v{i}": x[:, i] for i in range(VARIABLES)})
    frame["y"] = (rng.random(rows) < 1 / (1 + np.exp(-eta))).astype("int64")
    frame.to_parquet(path, row_group_size=100_000)


def ours(binary, path, folder):
    spec, model = os.path.join(folder, "spec.toml"), os.path.join(folder, "m.toml")
    with open(spec, "w", encoding="utf-8") as file:
        file.write(SPEC)
        for at, up in enumerate(UP):
            file.write(f'[[variables]]\ncolumn = "v{at}"\ntrend = "{"ascending" if up else "descending"}"\n')
    command = [binary, "fit", path, "--spec", spec, "--format", "csv", "--out", model]
    return measured(command), model


def area(binary, model, new):
    import pandas as pd
    from sklearn.metrics import roc_auc_score
    told = subprocess.run([binary, "score", "--rows", new, "--model", model, "--format", "csv"], check=True,
                          capture_output=True, text=True).stdout
    points = pd.read_csv(io.StringIO(told))["points"]
    return roc_auc_score(pd.read_parquet(new)["y"], -points)


def main():
    binary = os.path.abspath(sys.argv[1])
    with tempfile.TemporaryDirectory() as folder:
        path, new = os.path.join(folder, "rows.parquet"), os.path.join(folder, "new.parquet")
        subprocess.run([sys.executable, __file__, "draw", path, str(ROWS), "7"], check=True)
        subprocess.run([sys.executable, __file__, "draw", new, "100000", "8"], check=True)
        us, model = ours(binary, path, folder)
        them = subprocess.run([sys.executable, "-W", "ignore", "-c", PEER, path, new, ",".join(map(str, UP)), "100"],
                              check=True, capture_output=True)
        them = json.loads(them.stdout.splitlines()[-1])
        print(f"{ROWS} rows, {VARIABLES} variables, all monotone, 3,000 cuts")
        for name, side, auc in (("zhixin, with reading", us, area(binary, model, new)), ("LightGBM", them, them["auc"])):
            print(f"{name}: {side['cpu']:.1f} s of processor, {side['clock']:.1f} s, {side['mb']:.0f} MB, AUC {auc:.4f}")
        print(f"zhixin takes 1/{them['clock'] / us['clock']:.1f} of the time, 1/{them['cpu'] / us['cpu']:.1f} of the processor")


if __name__ == "__main__":
    draw(sys.argv[2], int(sys.argv[3]), int(sys.argv[4])) if sys.argv[1] == "draw" else main()
