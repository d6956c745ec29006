#!/usr/bin/env python3
"""What a pool pays on the loans of the SBA case, worked out from the file alone.

Usage: sba_total.py FILE [--to DAY] [--paid AMOUNT]

Nothing of the engine is used, and nothing but the standard library: the guaranteed part of the principal that was charged off,
each loan rounded down to the cent. With --paid the total that a backtest tells is held against it, and the exit code is 1
where they differ. Rows that are odd are counted; none is left out.
"""

import argparse
import csv
import datetime
import sys
from decimal import Decimal

EPOCH = datetime.date(1960, 1, 1)
LAST_KNOWN = datetime.date(2014, 8, 1)


def cents(text):
    """An amount in cents, exactly."""
    amount = Decimal(text.replace("$", "").replace(",", "").strip()) * 100
    if amount != int(amount):
        raise SystemExit(f"`{text}` is finer than a cent")
    return int(amount)


def day(text):
    """A day written as days since 1960, or none."""
    return EPOCH + datetime.timedelta(int(Decimal(text))) if text.strip() else None


def shown(amount):
    return f"{amount // 100}.{amount % 100:02d}"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file")
    parser.add_argument("--to", type=datetime.date.fromisoformat, default=LAST_KNOWN)
    parser.add_argument("--paid", type=Decimal)
    asked = parser.parse_args()
    with open(asked.file, newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))

    odd = {
        "without a bank": 0,
        "without a day of disbursement (taken as the day of approval)": 0,
        "disbursed more than was approved (what was approved is principal)": 0,
        "disbursed less than was approved (what was disbursed is principal)": 0,
        "paid in full by MIS_Status, with a charge-off (the charge-off counts)": 0,
        "charged off by MIS_Status, without a day or an amount": 0,
        "charged off more than the principal": 0,
        "charged off on or before the day of disbursement": 0,
        "charged off after 25 years": 0,
    }
    keys = list(odd)
    paid = lost = principal_of_all = claims = paid_of_full = 0
    for row in rows:
        approved, guaranteed = cents(row["GrAppv"]), cents(row["SBA_Appv"])
        disbursed, charged = cents(row["DisbursementGross"]), cents(row["ChgOffPrinGr"])
        decided_on, charged_on = day(row["ApprovalDate"]), day(row["ChgOffDate"])
        drawn_on = day(row["DisbursementDate"]) or decided_on
        principal = min(disbursed, approved)
        principal_of_all += principal
        odd[keys[0]] += not row["Bank"].strip()
        odd[keys[1]] += not row["DisbursementDate"].strip()
        odd[keys[2]] += disbursed > approved
        odd[keys[3]] += disbursed < approved
        if row["MIS_Status"] == "CHGOFF" and (charged_on is None or charged == 0):
            odd[keys[5]] += 1
        if charged_on is None:
            continue
        odd[keys[6]] += charged > principal
        odd[keys[7]] += charged_on <= drawn_on
        odd[keys[8]] += (charged_on.year - decided_on.year) * 12 + charged_on.month - decided_on.month >= 300
        if charged_on > asked.to:
            continue
        # Rounded down to the cent, loan by loan: whole numbers only.
        part = charged * guaranteed // approved
        claims += 1
        lost += charged
        paid += part
        if row["MIS_Status"] != "CHGOFF":
            odd[keys[4]] += 1
            paid_of_full += part

    print(f"loans                     {len(rows)}")
    print(f"principal                 {shown(principal_of_all)}")
    print(f"charged off by {asked.to} {claims} loans, {shown(lost)}")
    print(f"the pool pays             {shown(paid)}")
    print(f"  of it on loans told as paid in full {shown(paid_of_full)}")
    print("recoveries                unknown: the file has none")
    for what, count in odd.items():
        print(f"{count:5} rows {what}")
    if asked.paid is not None:
        if int(asked.paid * 100) != paid:
            print(f"the backtest paid {asked.paid}, and {shown(paid)} is right", file=sys.stderr)
            return 1
        print("the backtest paid the same to the cent")
    return 0


if __name__ == "__main__":
    sys.exit(main())
