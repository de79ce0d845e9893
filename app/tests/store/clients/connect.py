"""Talks to the bridge with clickhouse-connect; fails loudly at the first wrong answer.

usage: connect.py PORT USER PASSWORD DATABASE
"""

import sys
from datetime import datetime
from ipaddress import IPv6Address

import clickhouse_connect
from clickhouse_connect.driver.exceptions import ClickHouseError

PORT, USER, PASSWORD, DATABASE = int(sys.argv[1]), *sys.argv[2:5]


def client(**options):
    options = {"autogenerate_session_id": False, "password": PASSWORD, **options}
    return clickhouse_connect.get_client(
        host="127.0.0.1", port=PORT, username=USER, database=DATABASE, **options
    )


def same(found, wanted, what):
    assert found == wanted, f"{what}: {found!r:.500} is not {wanted!r:.500}"


def refused(what, action, *parts):
    try:
        action()
    except ClickHouseError as error:
        for part in parts:
            assert part in str(error), f"{what}: {part!r} is not in {error}"
    else:
        raise AssertionError(f"{what} was not refused")


def plain(row):
    """The row with times as UTC without a zone; versions of the client differ there."""
    return [v.replace(tzinfo=None) if isinstance(v, datetime) else v for v in row]


ROWS = [
    [n, f"text\n\n{n}", IPv6Address(n), datetime(2026, 1, 2, 3, 4, 5), None if n % 2 else n, ["a", "\n"]]
    for n in range(20_000)
]
COLUMNS = ["n", "s", "ip", "at", "maybe", "list"]

# Native both ways, plain and in each packing the client offers.
for compress in (False, "lz4", "gzip", "zstd", True):
    try:
        ch = client(compress=compress)
    except ClickHouseError as error:
        # A packing may need a package the client does not bring along.
        assert "compress" in str(error).lower(), error
        continue
    ch.command("DROP TABLE IF EXISTS t")
    ch.command(
        "CREATE TABLE t (n UInt64, s String, ip IPv6, at DateTime('UTC'), maybe Nullable(UInt64),"
        " list Array(String)) ENGINE = MergeTree ORDER BY n"
    )
    summary = ch.insert("t", ROWS, column_names=COLUMNS)
    same(summary.written_rows, len(ROWS), f"rows written, compress={compress}")
    result = ch.query("SELECT * FROM t ORDER BY n")
    same([plain(row) for row in result.result_rows], ROWS, f"rows, compress={compress}")
    same(tuple(result.column_names), tuple(COLUMNS), "column names")

ch = client()
with ch.query_row_block_stream("SELECT number FROM numbers(500000)") as stream:
    same(sum(number for block in stream for (number,) in block), 499_999 * 250_000, "stream")

# Text formats and RowBinary.
ch.command("CREATE TABLE raw (a UInt64, b String) ENGINE = Memory")
ch.raw_insert("raw", ["a", "b"], b'1,"x"\n2,"y\n\nz"\n', fmt="CSV")
ch.raw_insert("raw", ["a", "b"], b'{"a":3,"b":"q"}\n\n{"a":4,"b":"r"}\n', fmt="JSONEachRow")
ch.raw_insert("raw", ["a", "b"], (2570).to_bytes(8, "little") + b"\x02\n\n", fmt="RowBinary")
same(ch.raw_query("SELECT * FROM raw ORDER BY a", fmt="TSV"), b"1\tx\n2\ty\\n\\nz\n3\tq\n4\tr\n2570\t\\n\\n\n", "raw")

# Parameters and settings, which stay with their query.
odd = "it's {x:String} \\ \n\n"
result = ch.query("SELECT {s:String}, {n:Array(UInt8)}", parameters={"s": odd, "n": [1, 2]})
same(result.first_row[0], odd, "text parameter")
same(list(result.first_row[1]), [1, 2], "list parameter")
block = "SELECT getSetting('max_block_size')"
same(ch.query(block, settings={"max_block_size": 77}).first_row[0], 77, "setting")
assert ch.query(block).first_row[0] != 77, "the setting stuck"

# Refusals.
refused("a missing table", lambda: ch.query("SELECT * FROM nowhere"), "60", "nowhere")
refused("a syntax error", lambda: ch.command("SELEC 1"), "62")
refused("a session", lambda: client(autogenerate_session_id=True).query("SELECT 1"), "session_id")
refused("a wrong password", lambda: client(password="wrong"), "516")
assert ch.ping(), "ping"
print("ok", clickhouse_connect.__version__ if hasattr(clickhouse_connect, "__version__") else "")
