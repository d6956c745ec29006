"""scikit-learn's side of the figures of validation: the area of 10,000,000 rows, and bootstraps of 100,000."""

import time

import numpy as np
from sklearn.metrics import roc_auc_score

TIMES = 3
BOOTSTRAPS = 40


def best(run):
    taken = []
    for _ in range(TIMES):
        start = time.perf_counter()
        value = run()
        taken.append(time.perf_counter() - start)
    return min(taken), value


rng = np.random.default_rng(1)
scores = rng.random(10_000_000)
outcomes = (rng.random(scores.size) < scores * scores).astype(np.uint8)
taken, value = best(lambda: roc_auc_score(outcomes, scores))
print(f"scikit-learn auc without interval, 10,000,000 rows: {taken:.3f} s (value {value:.6f})")

few, happened = scores[:100_000], outcomes[:100_000]


def bootstraps():
    areas = []
    for _ in range(BOOTSTRAPS):
        rows = rng.integers(0, few.size, few.size)
        areas.append(roc_auc_score(happened[rows], few[rows]))
    return np.quantile(areas, 0.025)


taken, value = best(bootstraps)
whole = taken / BOOTSTRAPS * 1_000
print(f"scikit-learn 1,000 bootstraps of auc, 100,000 rows: {whole:.1f} s from {BOOTSTRAPS} (value {value:.6f})")
