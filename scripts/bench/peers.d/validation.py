# needs: scikit-learn
"""The area of 10,000,000 rows, and 1,000 bootstraps of 100,000: scikit-learn and zhixin, by the clock, best of a few.

zhixin gives DeLong's interval with the area, and the distance of Kolmogorov and Smirnov and the Brier score with each
bootstrap; scikit-learn gives the area alone. Its bootstraps are timed by forty of them. Both draw rows of their own from
one distribution, so the areas agree to three places.
"""

import subprocess
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


subprocess.run(["cargo", "bench", "--quiet", "--bench", "validation"], check=True)
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
