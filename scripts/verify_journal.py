#!/usr/bin/env python3
"""Verifies an exported journal (JSON lines) with nothing but the standard library.

    python3 verify_journal.py journal.jsonl [SEQUENCE:sha256:HEX ...]
    python3 verify_journal.py journal.jsonl --checkpoint FILE --public-key FILE
    python3 verify_journal.py --proof FILE --public-key FILE

The journal is read from standard input where its name is `-`. Each SEQUENCE:sha256:HEX is a receipt
whose record the journal must contain. Exit code: 0 verified, 1 broken, 2 wrong usage. The format is
defined in docs/journal.md.
"""
import argparse
import datetime
import hashlib
import json
import re
import sys

RECORD = {"sequence", "algorithm", "previous", "hash", "event"}
EVENT = {"kind", "subject", "effective_on", "booked_on", "recorded_at", "actor", "key", "body"}
KEY = {"client", "operation", "key"}
REDACTION = {"sequence", "hash", "reason"}
CHECKPOINT = {"sequence", "hash", "root", "signed_at", "key", "signature"}
DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)T([01]\d|2[0-3])(:[0-5]\d){2}(\.\d{0,5}[1-9])?Z", re.ASCII)


class Broken(ValueError):
    pass


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
        raise Broken("lists and maps nest deeper than 64")
    if isinstance(value, list):
        return b"l%d:" % len(value) + b"".join(canonical(item, depth + 1) for item in value)
    if isinstance(value, dict):
        pairs = sorted(value.items(), key=lambda pair: pair[0].encode("utf-8"))
        inner = (canonical(key) + canonical(item, depth + 1) for key, item in pairs)
        return b"m%d:" % len(value) + b"".join(inner)
    raise Broken(f"{value!a} is not a 64-bit integer")


# Reading JSON strictly: no key twice, no fractions, one spelling of each date.

def unique(pairs):
    if len(dict(pairs)) != len(pairs):
        raise Broken("a key stands twice")
    return dict(pairs)


def integer(text):
    if text == "-0" or len(text) > 20:
        raise Broken(f"{text} is not a 64-bit integer")
    return int(text)


def refuse(text):
    raise Broken(f"{text} is not an integer")


def read(text):
    return json.loads(text, object_pairs_hook=unique, parse_int=integer, parse_float=refuse,
                      parse_constant=refuse)


def fields(value, names, what):
    if type(value) is not dict or set(value) != names:
        raise Broken(f"fields of the {what} are missing or unknown")
    return value


def whole(value):
    return type(value) is int and 0 <= value < 2**64


def is_digest(value):
    return type(value) is str and DIGEST.fullmatch(value) is not None


def check_date(text):
    if datetime.date.fromisoformat(text).isoformat() != text:
        raise Broken(f"{text!a} is not a date like 2020-06-30")


def check_moment(text):
    match = MOMENT.fullmatch(text)
    if match is None:
        raise Broken(f"{text!a} is not a moment like 2020-06-30T08:00:00Z")
    check_date(match[1])


def check_event(event):
    fields(event, EVENT, "event")
    texts = [event[name] for name in EVENT - {"key", "body"}]
    if any(type(text) is not str for text in texts + list(fields(event["key"], KEY, "key").values())):
        raise Broken("a field of the event is not text")
    check_date(event["effective_on"])
    check_date(event["booked_on"])
    check_moment(event["recorded_at"])


# Records.

def gone(body):
    """The digest that stands in the place of an erased body."""
    if type(body) is dict and set(body) == {"redacted"} and is_digest(body["redacted"]):
        return body["redacted"]
    return None


def record_hash(record):
    event = dict(record["event"])
    body = event.pop("body")
    event["body_digest"] = gone(body) or digest(canonical(body))
    framed = [record["algorithm"], record["sequence"], record["previous"], event]
    return digest(b"zhixin/journal/record/1\n" + canonical(framed))


def check_record(record, sequence=None, previous=None):
    fields(record, RECORD, "record")
    check_event(record["event"])
    if not whole(record["sequence"]) or not is_digest(record["previous"]):
        raise Broken("the sequence or the hash before is none")
    if sequence is not None and record["sequence"] != sequence:
        raise Broken(f"record {record['sequence']} stands there")
    if record["algorithm"] != "sha256":
        raise Broken(f"unknown algorithm {record['algorithm']!a}")
    if previous is not None and record["previous"] != previous:
        raise Broken(f"it continues {record['previous']}, not {previous}")
    if gone(record["event"]["body"]) and not record["event"]["kind"].startswith("personal."):
        raise Broken("its body is gone, and its kind is not erasable")
    computed = record_hash(record)
    if record["hash"] != computed:
        raise Broken(f"its hash is {record['hash']!a}, its content calls for {computed}")
    return computed


# The Merkle tree of RFC 9162 over the hashes of records.

def leaf(record):
    return hashlib.sha256(b"\0" + bytes.fromhex(record[7:])).digest()


def node(left, right):
    return hashlib.sha256(b"\1" + left + right).digest()


class Tree:
    def __init__(self):
        self.size, self.full = 0, []

    def push(self, record):
        top, size = leaf(record), self.size
        while size & 1:
            top, size = node(self.full.pop(), top), size >> 1
        self.full.append(top)
        self.size += 1

    def root(self):
        if not self.full:
            return digest(b"")
        top = self.full[-1]
        for left in reversed(self.full[:-1]):
            top = node(left, top)
        return "sha256:" + top.hex()


def climb(index, size, record, path):
    """The root to which the path leads from the leaf `index` of a tree of `size` leaves."""
    sides, low, high = [], 0, size
    while high - low > 1:
        cut = low + (1 << ((high - low - 1).bit_length() - 1))
        sides.append(index < cut)
        low, high = (low, cut) if index < cut else (cut, high)
    if len(sides) != len(path):
        return None
    top = leaf(record)
    for is_left, other in zip(reversed(sides), path):
        other = bytes.fromhex(other[7:])
        top = node(top, other) if is_left else node(other, top)
    return "sha256:" + top.hex()


# Ed25519 (RFC 8032): small and slow, for one signature at a time.

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P


def add(a, b):
    (x1, y1), (x2, y2) = a, b
    t = D * x1 * x2 * y1 * y2
    return ((x1 * y2 + x2 * y1) * pow(1 + t, -1, P) % P, (y1 * y2 + x1 * x2) * pow(1 - t, -1, P) % P)


def times(factor, point):
    total = (0, 1)
    while factor:
        if factor & 1:
            total = add(total, point)
        point, factor = add(point, point), factor >> 1
    return total


def decode(data):
    number = int.from_bytes(data, "little")
    y, sign = number % 2**255, number >> 255
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if x * x % P != square:
        x = x * pow(2, (P - 1) // 4, P) % P
    if y >= P or x * x % P != square or (x == 0 and sign):
        raise Broken("no point of the curve")
    return (P - x if x & 1 != sign else x, y)


BASE = decode((4 * pow(5, -1, P) % P).to_bytes(32, "little"))


def signed(public, signature, text):
    a, r, s = decode(public), decode(signature[:32]), int.from_bytes(signature[32:], "little")
    if s >= ORDER or (0, 1) in (times(8, a), times(8, r)):
        return False
    k = int.from_bytes(hashlib.sha512(signature[:32] + public + text).digest(), "little") % ORDER
    return times(s, BASE) == add(r, times(k, a))


def check_checkpoint(said, public):
    fields(said, CHECKPOINT, "checkpoint")
    texts = [said[name] for name in ("hash", "root", "key")]
    if not whole(said["sequence"]) or not all(map(is_digest, texts)):
        raise Broken("the checkpoint: a field is not what it should be")
    check_moment(said["signed_at"])
    if said["key"] != digest(public):
        raise Broken(f"the checkpoint is signed by {said['key']}, not by {digest(public)}")
    match = re.fullmatch(r"ed25519:([0-9a-f]{128})", said["signature"])
    lines = ["zhixin/journal/checkpoint/1", str(said["sequence"]), said["hash"], said["root"],
             said["signed_at"], said["key"], ""]
    if not match or not signed(public, bytes.fromhex(match[1]), "\n".join(lines).encode()):
        raise Broken("the signature of the checkpoint does not fit what it says")


def check_proof(proof, public):
    fields(proof, {"record", "path", "checkpoint"}, "proof")
    check_checkpoint(proof["checkpoint"], public)
    found, said = check_record(proof["record"]), proof["checkpoint"]
    sequence, size = proof["record"]["sequence"], said["sequence"]
    if type(proof["path"]) is not list or not all(map(is_digest, proof["path"])):
        raise Broken("the path is no list of digests")
    if not 1 <= sequence <= size or climb(sequence - 1, size, found, proof["path"]) != said["root"]:
        raise Broken(f"the path does not lead from record {sequence} to the root of the checkpoint")
    return f"proved: record {sequence}:{found} is in the journal of {size} records"


class Walk:
    """The journal from genesis on, one line after another."""

    def __init__(self, receipts, checkpoint):
        self.sequence, self.head = 0, digest(b"zhixin/journal/genesis/1\n")
        self.receipts, self.checkpoint = receipts, checkpoint
        self.tree, self.gone, self.redacted = Tree(), {}, 0

    def expect(self, found):
        for sequence, expected in self.receipts:
            if sequence == self.sequence and expected != found:
                raise Broken(f"the receipt says {expected}, the journal says {found}")
        if self.checkpoint and self.checkpoint["sequence"] == self.sequence:
            if self.checkpoint["hash"] != found or self.checkpoint["root"] != self.tree.root():
                raise Broken("the checkpoint says another hash or root than the journal has")

    def read(self, line):
        self.sequence += 1
        record = read(line.decode("utf-8"))
        self.head = check_record(record, self.sequence, self.head)
        if self.checkpoint:
            self.tree.push(self.head)
        self.expect(self.head)
        event = record["event"]
        body = event["body"]
        if gone(body):
            self.gone[self.sequence] = self.head
        if event["kind"] == "journal.body.redacted" and type(body) is dict and set(body) == REDACTION:
            told = body["sequence"]
            if whole(told) and type(body["reason"]) is str and self.gone.get(told) == body["hash"]:
                del self.gone[told]
                self.redacted += 1

    def finish(self):
        end = self.sequence
        for self.sequence in sorted(self.gone)[:1]:
            raise Broken("its body is gone, and no later event says that it was redacted")
        for self.sequence in [sequence for sequence, _ in self.receipts if sequence > end]:
            raise Broken(f"the receipt's record is not among those read, which end at {end}")
        if self.checkpoint and self.checkpoint["sequence"] > end:
            self.sequence = self.checkpoint["sequence"]
            raise Broken(f"the checkpoint's record is not among those read, which end at {end}")
        redacted = f", {self.redacted} redacted" if self.redacted else ""
        return f"verified: {end} records{redacted}, head {self.head}"


def receipt(text):
    sequence, _, expected = text.partition(":")
    if not re.fullmatch(r"[0-9]{1,20}", sequence) or not is_digest(expected):
        raise argparse.ArgumentTypeError(f"{text!a} does not read SEQUENCE:sha256:HEX")
    return int(sequence), expected


def public_key(path):
    with open(path, encoding="utf-8") as file:
        match = re.fullmatch(r"\s*zhixin-public-key:ed25519:([0-9a-f]{64})\s*", file.read())
    if not match:
        raise OSError(f"{path}: no public key")
    return bytes.fromhex(match[1])


def document(path):
    with open(path, encoding="utf-8") as file:
        return read(file.read())


def main(asked):
    walk = None
    try:
        key = asked.public_key and public_key(asked.public_key)
        if asked.proof:
            print(check_proof(document(asked.proof), key))
            return 0
        checkpoint = asked.checkpoint and document(asked.checkpoint)
        if checkpoint:
            check_checkpoint(checkpoint, key)
        walk = Walk(asked.receipts, checkpoint)
        walk.expect(walk.head)
        with sys.stdin.buffer if asked.journal == "-" else open(asked.journal, "rb") as lines:
            for line in lines:
                walk.read(line)
        print(walk.finish())
        return 0
    except (ValueError, TypeError, RecursionError) as error:
        print(f"broken at sequence {walk.sequence}: {error}" if walk else f"broken: {error}")
        return 1


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("journal", nargs="?")
    parser.add_argument("receipts", nargs="*", type=receipt)
    parser.add_argument("--checkpoint")
    parser.add_argument("--proof")
    parser.add_argument("--public-key")
    arguments = parser.parse_args()
    if (arguments.journal is None) == (arguments.proof is None):
        parser.error("name a journal or a --proof")
    if (arguments.checkpoint or arguments.proof) and not arguments.public_key:
        parser.error("a checkpoint or a proof needs a --public-key")
    try:
        sys.exit(main(arguments))
    except OSError as error:
        print(error, file=sys.stderr)
        sys.exit(2)
