#!/usr/bin/env python3
"""Makes loans to try a backtest on: make_loans.py COUNT FOLDER. The same count gives the same bytes.

Writes loans.csv, a policy, and rows to learn a scorecard of one column from. Nothing in it is about anybody.
"""

import datetime
import pathlib
import random
import sys

DISTRICTS = ["渝北区", "九龙坡区", "江北区", "南岸区", "沙坪坝区"]
FIRST = datetime.date(2017, 5, 1)
LAST = datetime.date(2026, 10, 31)
HEADER = "loan,bank,district,enterprise,industry,decided_on,requested,months,rate,first_loan,repaid_on,overdue_since,charged_off_on,charged_off,recovered_on,recovered,known_until,score,research,incumbent_grade\n"
POLICY = """id = "up-to-c"
name = { zh = "C 级及以上", en = "up to C" }
[approve]
grade_to = "C"
[size]
by = "requested"
[pool]
reset_breakers = true
"""
GRADES = [("A", 0.02), ("B", 0.04), ("C", 0.08), ("D", 0.15), ("E", 1)]
SPEC = """id = "card"
version = 1
name = { zh = "评分卡", en = "card" }
about = { zh = "由生成的数据学得", en = "learned from rows that were made up" }
[target]
column = "bad"
event = ["1"]
other = ["0"]
horizon_months = 12
definition = "overdue-90-or-charge-off"
[population]
name = "rows that were made up"
rate = "as_sampled"
"""


def default_rate(score):
    return min(0.9, 0.04 * 2.718281828 ** (-0.9 * score))


def loan(draw, number, count):
    day = FIRST + datetime.timedelta(days=draw.randrange((LAST - FIRST).days))
    months = draw.choice([6, 12, 12, 12])
    score = draw.gauss(0, 1)
    amount = draw.choice([10, 20, 30, 40]) * 10_000
    matures = day + datetime.timedelta(days=30 * months)
    repaid = overdue = lost_on = lost = recovered_on = recovered = ""
    if draw.random() < default_rate(score):
        since = day + datetime.timedelta(days=draw.randrange(40, 30 * months))
        given_up = since + datetime.timedelta(days=draw.randrange(95, 150))
        if since <= LAST:
            overdue = since
        if given_up <= LAST:
            lost_on, lost = given_up, amount * draw.choice([10, 9, 7]) // 10
            later = given_up + datetime.timedelta(days=draw.randrange(100, 500))
            if draw.random() < 0.5 and later <= LAST:
                recovered_on, recovered = later, lost * draw.choice([1, 3]) // 10
    elif matures <= LAST:
        repaid = matures
    grade = "ABCDE"[min(4, max(0, int(2.5 - score - draw.gauss(0, 0.8))))]
    cells = [f"L{number}", f"bank-{draw.randrange(12)}", draw.choice(DISTRICTS), f"x:firm-{draw.randrange(max(1, count * 4 // 5))}"]
    cells += [draw.choice(["software", "medicine", "machines"]), day, amount, months, "0.03", draw.choice(["yes", "no"])]
    cells += [repaid, overdue, lost_on, lost, recovered_on, recovered, LAST, f"{score:.4f}", draw.randrange(300) * 1000, grade]
    return ",".join(str(cell) for cell in cells) + "\n"


def main():
    count, folder = int(sys.argv[1]), pathlib.Path(sys.argv[2])
    draw = random.Random(7)
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / "loans.csv", "w", encoding="utf-8") as out:
        out.write(HEADER)
        out.writelines(loan(draw, number, count) for number in range(count))
    grades = "".join(f'[[grades]]\ngrade = "{grade}"\npd_up_to = {most}\n' for grade, most in GRADES)
    (folder / "policy.toml").write_text(POLICY + grades, encoding="utf-8")
    with open(folder / "learn.csv", "w", encoding="utf-8") as out:
        out.write("score,bad\n")
        for _ in range(20_000):
            score = draw.gauss(0, 1)
            out.write(f"{score:.4f},{int(draw.random() < default_rate(score))}\n")
    (folder / "learn.toml").write_text(SPEC, encoding="utf-8")


main()
