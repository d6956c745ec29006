# needs: optbinning==1.0.0 scikit-learn pandas pyarrow
"""Scoring a million rows by one scorecard of ten variables: optbinning, and zhixin from file to file and in memory.

Both fit a scorecard on the first rows, and both then score all of them. optbinning scores a data frame that is in memory; zhixin's
command reads the Parquet file and writes a CSV file of every row's points and grade; the last line is the
core alone (`cargo bench --bench scoring`), which reads columns that are in memory as optbinning does.
"""
import os
import subprocess
import sys
import tempfile
import time

from binning import SPEC, draw

ROWS, FITTED = 1_000_000, 50_000


def peer(frame):
    from optbinning import BinningProcess, Scorecard
    from sklearn.linear_model import LogisticRegression
    names = [name for name in frame.columns if name != "y"]
    card = Scorecard(BinningProcess(names), LogisticRegression(max_iter=200), scaling_method="pdo_odds",
                     scaling_method_params={"pdo": 20, "odds": 50, "scorecard_points": 600})
    card.fit(frame.head(FITTED)[names], frame.head(FITTED)["y"].values)
    began = time.perf_counter()
    card.score(frame[names])
    return time.perf_counter() - began


def ours(binary, folder, path, few):
    spec, model = os.path.join(folder, "spec.toml"), os.path.join(folder, "m.toml")
    with open(spec, "w", encoding="utf-8") as file:
        file.write(SPEC % ("iv", "auto"))
    subprocess.run([binary, "fit", few, "--spec", spec, "--out", model], check=True, stdout=subprocess.DEVNULL)
    began = time.perf_counter()
    with open(os.path.join(folder, "points.csv"), "w", encoding="utf-8") as told:
        subprocess.run([binary, "score", "--rows", path, "--model", model, "--format", "csv"], check=True, stdout=told)
    return time.perf_counter() - began


def main():
    import pandas as pd
    binary = os.path.abspath(sys.argv[1])
    with tempfile.TemporaryDirectory() as folder:
        path, few = os.path.join(folder, "rows.parquet"), os.path.join(folder, "few.parquet")
        draw(path)
        frame = pd.read_parquet(path)
        frame.head(FITTED).to_parquet(few)
        them, us = peer(frame), ours(binary, folder, path, few)
        print(f"{ROWS} rows, {frame.shape[1] - 1} variables")
        print(f"optbinning, in memory: {ROWS / them:,.0f} rows/s")
        print(f"zhixin score --rows, from file to file: {ROWS / us:,.0f} rows/s, {them / us:.1f} times as many")
    subprocess.run(["cargo", "bench", "--quiet", "--bench", "scoring"], check=True)


if __name__ == "__main__":
    main()
