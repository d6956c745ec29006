# needs: optbinning==1.0.0 scikit-learn pandas pyarrow
"""Binning 30 variables of a million rows, and a whole scorecard: optbinning and zhixin.

Each side runs in a process of its own and is measured by the kernel: processor seconds of all its threads, seconds
by the clock, and the most memory. zhixin reads the Parquet file twice within its figures; optbinning gets the
rows as a data frame, and what reading took is taken off.
"""
import json
import os
import resource
import subprocess
import sys
import tempfile
import time

ROWS, VARIABLES = int(os.environ.get("ROWS", 1_000_000)), 30

SPEC = """
id = "peers"
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
[selection]
by = "%s"
[binning]
trend = "%s"
"""

PEER = """
import sys, time, resource, json
import pandas as pd
from optbinning import BinningProcess, Scorecard
from sklearn.linear_model import LogisticRegression
frame = pd.read_parquet(sys.argv[1]); y = frame.pop("y").values
names = list(frame.columns)
began = time.perf_counter(); used = sum(resource.getrusage(resource.RUSAGE_SELF)[:2])
fits = {name: {"monotonic_trend": "auto_asc_desc"} for name in names}
process = BinningProcess(names, binning_fit_params=fits, n_jobs=None)
if sys.argv[2] == "binning":
    process.fit(frame, y)
else:
    Scorecard(process, LogisticRegression(max_iter=200), scaling_method="pdo_odds",
              scaling_method_params={"pdo": 20, "odds": 50, "scorecard_points": 600}).fit(frame, y)
now = sum(resource.getrusage(resource.RUSAGE_SELF)[:2])
print(json.dumps({"clock": time.perf_counter() - began, "cpu": now - used,
                  "mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))
"""


def draw(path):
    import numpy as np
    import pandas as pd
    rng = np.random.default_rng(7)
    x = rng.normal(size=(ROWS, VARIABLES))
    x[:, ::3] = np.round(np.exp(x[:, ::3]), 2)
    eta = -3 + (x * np.linspace(-0.4, 0.4, VARIABLES)).sum(axis=1)
    frame = pd.DataFrame({f"v{i}": x[:, i] for i in range(VARIABLES)})
    frame["y"] = (rng.random(ROWS) < 1 / (1 + np.exp(-eta))).astype("int64")
    frame.to_parquet(path, row_group_size=100_000)


def peer(path, what):
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", PEER, path, what], check=True, capture_output=True)
    return json.loads(done.stdout.splitlines()[-1])


def measured(command, told=subprocess.DEVNULL):
    """A command in a process of its own, as the kernel measures it."""
    began = time.perf_counter()
    child = subprocess.Popen(command, stdout=told)
    _, status, usage = os.wait4(child.pid, 0)
    assert status == 0, status
    return {"clock": time.perf_counter() - began, "cpu": usage.ru_utime + usage.ru_stime, "mb": usage.ru_maxrss / 1024}


def ours(binary, path, folder, way):
    spec = os.path.join(folder, "spec.toml")
    with open(spec, "w", encoding="utf-8") as file:
        file.write(SPEC % way)
    command = [binary, "fit", path, "--spec", spec, "--format", "csv", "--out", os.path.join(folder, "m.toml")]
    return measured(command)


def main():
    binary = os.path.abspath(sys.argv[1])
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "rows.parquet")
        subprocess.run([sys.executable, __file__, "draw", path], check=True)
        print(f"{ROWS} rows, {VARIABLES} variables")
        us = ours(binary, path, folder, ("iv", "auto"))
        print(f"zhixin fit, reading and whole scorecard: {us['cpu']:.1f} s of processor, {us['clock']:.1f} s, {us['mb']:.0f} MB")
        for what in ("binning", "scorecard"):
            them = peer(path, what)
            print(f"optbinning, {what}: {them['cpu']:.1f} s of processor, {them['clock']:.1f} s, {them['mb']:.0f} MB; "
                  f"zhixin's whole fit takes 1/{them['cpu'] / us['cpu']:.1f} of the processor")


if __name__ == "__main__":
    draw(sys.argv[2]) if sys.argv[1] == "draw" else main()
