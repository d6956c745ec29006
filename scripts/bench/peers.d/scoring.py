# needs: optbinning==1.0.0 scikit-learn pandas pyarrow
"""Scoring a million rows by one scorecard of thirty variables: optbinning, and zhixin from file to file and in memory.

Both fit a scorecard on the first rows, and both then score all of them, each in a process of its own, by processor seconds of
all its threads. optbinning scores a data frame that is in memory; zhixin's command reads the Parquet file and writes a CSV
file of every row's points and grade; the last lines are the core alone (`cargo bench --bench scoring`), which reads columns
that are in memory as optbinning does, of a model of twenty tables.
"""
import json
import os
import subprocess
import sys
import tempfile

from binning import ROWS, SPEC, VARIABLES, measured

FITTED = 50_000

PEER = """
import sys, time, resource, json
import pandas as pd
from optbinning import BinningProcess, Scorecard
from sklearn.linear_model import LogisticRegression
few, frame = pd.read_parquet(sys.argv[1]), pd.read_parquet(sys.argv[2])
names = [name for name in frame.columns if name != "y"]
card = Scorecard(BinningProcess(names), LogisticRegression(max_iter=200), scaling_method="pdo_odds",
                 scaling_method_params={"pdo": 20, "odds": 50, "scorecard_points": 600})
card.fit(few[names], few["y"].values)
frame = frame[names]
began = time.perf_counter(); used = sum(resource.getrusage(resource.RUSAGE_SELF)[:2])
points = card.score(frame)
now = sum(resource.getrusage(resource.RUSAGE_SELF)[:2])
assert len(points) == len(frame)
print(json.dumps({"clock": time.perf_counter() - began, "cpu": now - used,
                  "mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))
"""


def peer(few, path):
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", PEER, few, path], check=True, capture_output=True)
    return json.loads(done.stdout.splitlines()[-1])


def ours(binary, folder, few, path):
    spec, model = os.path.join(folder, "spec.toml"), os.path.join(folder, "m.toml")
    with open(spec, "w", encoding="utf-8") as file:
        file.write(SPEC % ("iv", "auto"))
    subprocess.run([binary, "fit", few, "--spec", spec, "--out", model], check=True, stdout=subprocess.DEVNULL)
    told = os.path.join(folder, "points.csv")
    with open(told, "w", encoding="utf-8") as points:
        used = measured([binary, "score", "--rows", path, "--model", model, "--format", "csv"], points)
    with open(told, encoding="utf-8") as points:
        assert sum(1 for _ in points) == ROWS + 1
    return used


def main():
    import pandas as pd
    binary = os.path.abspath(sys.argv[1])
    draw = os.path.join(os.path.dirname(os.path.abspath(__file__)), "binning.py")
    with tempfile.TemporaryDirectory() as folder:
        path, few = os.path.join(folder, "rows.parquet"), os.path.join(folder, "few.parquet")
        subprocess.run([sys.executable, draw, "draw", path], check=True)
        pd.read_parquet(path).head(FITTED).to_parquet(few)
        them, us = peer(few, path), ours(binary, folder, few, path)
        print(f"{ROWS} rows, {VARIABLES} variables")
        for name, side in (("optbinning, in memory", them), ("zhixin score --rows, from file to file", us)):
            print(f"{name}: {side['cpu']:.2f} s of processor, {side['clock']:.2f} s, {side['mb']:.0f} MB, "
                  f"{ROWS / side['cpu']:,.0f} rows for each second of processor")
        print(f"zhixin's scoring takes 1/{them['cpu'] / us['cpu']:.1f} of the processor")
    sys.stdout.flush()
    subprocess.run(["cargo", "bench", "--quiet", "--bench", "scoring", "twenty_indicators"], check=True)


if __name__ == "__main__":
    main()
