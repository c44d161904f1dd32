"""The least that Sanic and SQLite can do: the same rows as JSON, no rules, no sign-in, no query language."""

from __future__ import annotations

import argparse
import json
import socket
import sqlite3

from sanic import HTTPResponse, Request, Sanic


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.practice.bare")
    parser.add_argument("--db", required=True, help="a file that the practice server filled")
    database = sqlite3.connect(parser.parse_args().db)
    database.row_factory = sqlite3.Row
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    app = bare(database)

    @app.after_server_start
    async def ready(_: object) -> None:
        url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        print(json.dumps({"event": "ready", "process": "bare", "url": url}), flush=True)

    app.run(sock=listening, single_process=True, motd=False, access_log=False)


def bare(database: sqlite3.Connection) -> Sanic:
    app = Sanic("bare", configure_logging=False)

    @app.get("/list")
    async def rows(request: Request) -> HTTPResponse:
        limit = int(request.args.get("limit", "20"))
        found = database.execute(
            "SELECT * FROM incident WHERE category = 'network' ORDER BY number DESC LIMIT ?", [limit]
        )
        return answer([dict(row) for row in found])

    @app.get("/one/<sys_id:str>")
    async def row(_request: Request, sys_id: str) -> HTTPResponse:
        found = database.execute("SELECT * FROM incident WHERE sys_id = ?", [sys_id]).fetchone()
        return answer(dict(found))

    return app


def answer(result: object) -> HTTPResponse:
    return HTTPResponse(json.dumps({"result": result}), content_type="application/json")


if __name__ == "__main__":
    main()
