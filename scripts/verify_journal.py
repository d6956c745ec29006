#!/usr/bin/env python3
"""Verifies an exported journal (JSON lines) with nothing but the standard library.

    python3 verify_journal.py journal.jsonl [SEQUENCE:sha256:HEX ...]

Each further argument is a receipt whose record the journal must contain.
Exit code: 0 verified, 1 broken, 2 wrong usage. The format is defined in journal.md.
"""
import hashlib
import json
import sys

RECORD = {"sequence", "algorithm", "previous", "hash", "event"}
EVENT = {"kind", "subject", "effective_on", "booked_on", "recorded_at", "actor", "key", "body"}


def digest(data):
    return "sha256:" + hashlib.sha256(data).hexdigest()


def canonical(value, depth=0):
    if value is None or value is True or value is False:
        return {None: b"n", True: b"t", False: b"f"}[value]
    if isinstance(value, int) and -(2**63) <= value < 2**64:
        return b"i%d:%d" % (len(str(value)), value)
    if isinstance(value, str):
        text = value.encode("utf-8")
        return b"s%d:%s" % (len(text), text)
    if isinstance(value, (list, dict)) and depth >= 64:
        raise ValueError("lists and maps nest deeper than 64")
    if isinstance(value, list):
        return b"l%d:" % len(value) + b"".join(canonical(item, depth + 1) for item in value)
    if isinstance(value, dict):
        pairs = sorted(value.items(), key=lambda pair: pair[0].encode("utf-8"))
        inner = (canonical(key) + canonical(item, depth + 1) for key, item in pairs)
        return b"m%d:" % len(value) + b"".join(inner)
    raise ValueError(f"{value!a} is not a 64-bit integer")


def unique(pairs):
    if len(dict(pairs)) != len(pairs):
        raise ValueError("a key stands twice")
    return dict(pairs)


def integer(text):
    if text == "-0" or len(text) > 20:
        raise ValueError(f"{text} is not a 64-bit integer")
    return int(text)


def refuse(text):
    raise ValueError(f"{text} is not an integer")


def check(line, sequence, previous):
    record = json.loads(line, object_pairs_hook=unique, parse_int=integer,
                        parse_float=refuse, parse_constant=refuse)
    if set(record) != RECORD or set(record["event"]) != EVENT:
        raise ValueError("fields are missing or unknown")
    if type(record["sequence"]) is not int or record["sequence"] != sequence:
        raise ValueError(f"record {record['sequence']!a} stands there")
    if record["algorithm"] != "sha256":
        raise ValueError(f"unknown algorithm {record['algorithm']!a}")
    if record["previous"] != previous:
        raise ValueError(f"it continues {record['previous']!a}, not {previous}")
    event = dict(record["event"])
    event["body_digest"] = digest(canonical(event.pop("body")))
    framed = [record["algorithm"], sequence, previous, event]
    computed = digest(b"zhixin/journal/record/1\n" + canonical(framed))
    if record["hash"] != computed:
        raise ValueError(f"its hash is {record['hash']!a}, its content calls for {computed}")
    return computed


def main(path, *receipts):
    sequence, head = 0, digest(b"zhixin/journal/genesis/1\n")
    missing = set(receipts) - {f"0:{head}"}
    with open(path, "rb") as lines:
        for sequence, line in enumerate(lines, 1):
            try:
                head = check(line.decode("utf-8"), sequence, head)
            except (ValueError, TypeError, RecursionError) as error:
                print(f"broken at sequence {sequence}: {error}")
                return 1
            missing.discard(f"{sequence}:{head}")
    for receipt in sorted(missing):
        print(f"broken: no record for the receipt {receipt!a}")
    if not missing:
        print(f"verified: {sequence} records, head {head}")
    return 1 if missing else 0


if __name__ == "__main__":
    if len(sys.argv) < 2:
        print(__doc__, file=sys.stderr)
        sys.exit(2)
    try:
        sys.exit(main(*sys.argv[1:]))
    except OSError as error:
        print(error, file=sys.stderr)
        sys.exit(2)
