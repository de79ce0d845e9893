"""Times a query at the engine's own C interface: library, data directory, query; prints the median in ms."""
import ctypes
import os
import statistics
import sys
import time

library, folder, sql = sys.argv[1:4]
chdb = ctypes.CDLL(library)
chdb.chdb_connect.restype = ctypes.c_void_p
chdb.chdb_query.restype = ctypes.c_void_p
chdb.chdb_query.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_char_p]
chdb.chdb_result_error.restype = ctypes.c_char_p
chdb.chdb_result_error.argtypes = [ctypes.c_void_p]
chdb.chdb_destroy_query_result.argtypes = [ctypes.c_void_p]
arguments = [b"clickhouse", f"--path={folder}/clickhouse".encode()]
connection = chdb.chdb_connect(len(arguments), (ctypes.c_char_p * len(arguments))(*arguments))
handle = ctypes.cast(connection, ctypes.POINTER(ctypes.c_void_p))[0]


def ask() -> float:
    began = time.perf_counter()
    answer = chdb.chdb_query(handle, sql.encode(), b"RowBinary")
    took = (time.perf_counter() - began) * 1000
    error = chdb.chdb_result_error(answer)
    if error:
        sys.exit(error.decode())
    chdb.chdb_destroy_query_result(answer)
    return took


ask(), ask()
print(statistics.median(ask() for _ in range(15)), flush=True)
# Leaving the usual way would run the engine's destructors after its threads.
os._exit(0)
