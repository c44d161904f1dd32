"""A child for the supervisor's tests: says that it is ready, answers to its end, or dies when its word comes.

`dummy_child.py --port N [--dies-when FILE] [--stubborn] [--broken]`
"""

import argparse
import json
import pathlib
import signal
import socket
import sys
import threading

parser = argparse.ArgumentParser()
parser.add_argument("--port", type=int, required=True)
parser.add_argument(
    "--dies-when", type=pathlib.Path, help="end with code 7 when this file appears, removing it"
)
parser.add_argument("--broken", action="store_true", help="end with code 3 before being ready")
options, _ = parser.parse_known_args()



def answer(listener: socket.socket) -> None:
    """Say to every request that all is well."""
    while True:
        asked, _ = listener.accept()
        with asked:
            asked.recv(65536)
            asked.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")


if options.broken:
    print("a setting is missing", file=sys.stderr)
    sys.exit(3)

listener = socket.socket()
listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
listener.bind(("127.0.0.1", options.port))
listener.listen()
threading.Thread(target=answer, args=(listener,), daemon=True).start()
ended = threading.Event()
signal.signal(signal.SIGTERM, lambda *_: ended.set())
print(
    json.dumps({"event": "ready", "process": "dummy", "url": f"http://127.0.0.1:{options.port}"}), flush=True
)
while not ended.wait(0.02):
    if options.dies_when and options.dies_when.exists():
        options.dies_when.unlink()
        print("my last words", file=sys.stderr)
        sys.exit(7)
