"""What the made files hold: bytes that depend on a seed alone, as compressible as their kind usually is.

Text, code and binaries are drawn token by token from a table of 65,536 slots in which a token of rank r has a
number of slots proportional to 1/(r + 3), as words have in natural texts. A draw is two random bytes, so 100 MB take
about a second.
"""

import array
import functools
import itertools
import random
import struct
import sys

SLOTS = 1 << 16
PAGE = 8192
SEPARATORS = {
    "text": [" "] * 14 + [", ", ", ", ". ", ".\n", "\n", "\n\n", ": "],
    "code": [" "] * 6
    + [".", ".", "(", ", ", " = ", ")\n        ", ";\n    ", "\n", ":\n        ", "[", "] ", " == ", "_", "_", "('", "')\n    "],
    "markup": ["\": \"", "\",\n      \"", "\", \"", " ", "_", "-", "/", "\": {\n      \"", "\"\n    },\n    \""],
}


def _zipf(count):
    """How many of the slots each rank gets; they add up to SLOTS."""
    weights = [1.0 / (rank + 3) for rank in range(count)]
    total = sum(weights)
    slots = [max(1, int(weight * SLOTS / total)) for weight in weights]
    slots[0] += SLOTS - sum(slots)
    return slots


def _words(rng, count):
    syllables = ["".join(pair) for pair in itertools.product("bcdfghklmnprstvw", "aeiou")] + ["st", "er", "in", "on", "al", "re"]
    words, seen = [], set()
    while len(words) < count:
        word = "".join(rng.choice(syllables) for _ in range(rng.choice((1, 2, 2, 3, 3, 4))))
        if word not in seen:
            seen.add(word)
            words.append(word)
    return words


@functools.lru_cache(maxsize=None)
def _table(kind):
    """The slots of a kind, each a token with what follows it."""
    rng = random.Random("table/" + kind)
    if kind == "binary":
        tokens = [rng.randbytes(rng.choice((2, 2, 3, 3, 4, 4, 4, 6, 8, 12))) for _ in range(6000)]
        tokens[0] = bytes(16)
        slots = list(itertools.chain.from_iterable([t] * n for t, n in zip(tokens, _zipf(len(tokens)))))
        return slots[:SLOTS]
    words = _words(rng, 6000)
    separators = SEPARATORS[kind]
    slots = []
    for word, count in zip(words, _zipf(len(words))):
        # A word is usually followed by one of few separators.
        few = rng.sample(separators, 3)
        slots.extend((word + rng.choice(few)).encode() for _ in range(count))
    slots = slots[:SLOTS]
    # A quarter of the draws are phrases: lines and idioms that come again and again.
    phrases = [b"".join(rng.choices(slots, k=rng.randint(3, 9))) for _ in range(4000)]
    for at, phrase in zip(rng.sample(range(SLOTS), SLOTS // 4), itertools.cycle(phrases)):
        slots[at] = phrase
    return slots


@functools.lru_cache(maxsize=4)
def _own_table(kind, family):
    """A family of files (a package) has words of its own in a sixth of the slots."""
    slots = list(_table(kind))
    if family and kind != "binary":
        rng = random.Random("family/%s/%s" % (kind, family))
        separators = SEPARATORS[kind]
        own = [(word + rng.choice(separators)).encode() for word in _words(rng, 150)]
        for at in range(rng.randrange(6), SLOTS, 6):
            slots[at] = own[at * 7919 % 150]
    return slots


@functools.lru_cache(maxsize=None)
def _mean(kind):
    return sum(map(len, _table(kind))) / SLOTS


SKEWED = bytes(min(255, int((i / 256) ** 5 * 200)) * 167 % 256 for i in range(256))


def _binary(rng, size):
    """Like machine code and tables of constants: stretches of tokens that come again, and of bytes unevenly spread."""
    parts, have = [], 0
    while have < size:
        part = _drawn("binary", "", rng, rng.randrange(2000, 16000))
        parts += [part, rng.randbytes(rng.randrange(2000, 16000)).translate(SKEWED)]
        have += len(part) + len(parts[-1])
    return b"".join(parts)[:size]


def _drawn(kind, family, rng, size):
    slots = _own_table(kind, family)
    mean = _mean(kind)
    parts, have = [], 0
    while have < size:
        draws = array.array("H")
        draws.frombytes(rng.randbytes(2 * (int((size - have) / mean * 1.02) + 16)))
        if sys.byteorder == "big":
            draws.byteswap()
        part = b"".join(map(slots.__getitem__, draws))
        parts.append(part)
        have += len(part)
    return b"".join(parts)[:size]


LOG_LINES = [
    "%s INFO  [worker-%d] request %08x GET /api/v1/items/%d 200 %d ms\n",
    "%s INFO  [worker-%d] request %08x POST /api/v1/orders/%d 201 %d ms\n",
    "%s DEBUG [pool-%d] connection %08x taken, %d idle, waited %d us\n",
    "%s WARN  [worker-%d] request %08x slow: queue %d, took %d ms\n",
    "%s ERROR [worker-%d] request %08x failed after %d retries: connection reset by peer (errno %d)\n",
]
LOG_DRAW = [0] * 9 + [1] * 4 + [2] * 5 + [3] + [4]


def _log(rng, size, start):
    lines, have, at = [], 0, start
    while have < size:
        random_bytes = rng.randbytes(12 * 4096)
        for pick, worker, ident, item, took in struct.iter_unpack("<BBIIH", random_bytes):
            at += took % 97
            clock = "2025-11-%02dT%02d:%02d:%02d.%03dZ" % (
                1 + at // 86400000 % 28, at // 3600000 % 24, at // 60000 % 60, at // 1000 % 60, at % 1000)
            # One id stands for a request in several lines, so draw it from few.
            lines.append(LOG_LINES[LOG_DRAW[pick % 20]] % (clock, worker % 16, ident % 4093 * 2654435761 % 2**32, item % 5000, took % 300))
        have = sum(map(len, lines))
    return "".join(lines).encode()[:size], at


def pieces(kind, family, seed, size, piece=1 << 22):
    """The bytes of one file, in pieces of at most a few MiB."""
    rng = random.Random(seed)
    state = 0
    while size > 0:
        now = min(size, piece)
        if kind == "random":
            yield rng.randbytes(now)
        elif kind == "log":
            data, state = _log(rng, now, state)
            yield data
        elif kind == "binary":
            yield _binary(rng, now)
        else:
            yield _drawn(kind, family, rng, now)
        size -= now


def edited(source, seed):
    """A later version of a file: a few bytes replaced or inserted in one of eight pieces, and at the start."""
    rng = random.Random(seed)
    for at, data in enumerate(source):
        if at == 0 or rng.randrange(8) == 0:
            place = rng.randrange(len(data) + 1)
            yield data[:place] + b"edited %d" % rng.getrandbits(40) + data[place + rng.randrange(16):]
        else:
            yield data


def page(number, version):
    """One 8 KiB page like a relational database's: header, row pointers, free space, rows from the end backwards."""
    rng = random.Random("page/%d/%d" % (version, number))
    table = _table("text")
    raw = rng.randbytes(PAGE)
    rows, at, used = [], 0, 0
    fill = PAGE - 24 - 200 - raw[1] * 6
    while True:
        words = b"".join(map(table.__getitem__, struct.unpack_from("<8H", raw, at)))[:110]
        secret = raw[at + 16:at + 16 + 24 + raw[at] % 24]
        key = number * 64 + len(rows)
        row = struct.pack("<IIIHHHBx", 700 + raw[at] % 3, 0, number, len(rows) + 1, 6, 0x0902, 24) + struct.pack(
            "<QqiB", key, 760000000000000 + key * 1000003 + raw[at + 2] * 4001, raw[at + 3] * 25, len(words)) + words + secret
        row += bytes(-len(row) % 8)
        if used + len(row) + 4 > fill:
            break
        rows.append(row)
        used += len(row) + 4
        at += 16 + len(secret)
    header = struct.pack("<QHHHHHHI", 0x16_0000_0000 + version * 0x1000_0000 + number * 8 + version, raw[5] * 256 + raw[6], 0,
                         24 + 4 * len(rows), PAGE - (used - 4 * len(rows)), PAGE, 0x2004, 0)
    pointers, end = [], PAGE
    for row in rows:
        end -= len(row)
        pointers.append(struct.pack("<I", end | 1 << 15 | (len(row) * 2) << 16 & 0xFFFFFFFF))
    body = header + b"".join(pointers)
    return body + bytes(end - len(body)) + b"".join(reversed(rows))
