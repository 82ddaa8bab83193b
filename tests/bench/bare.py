"""Bare Starlette: reads the same bodies and returns the same bytes, and does nothing else."""

import sys
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route


def build(folder: Path) -> Starlette:
    one, listed, created = (
        (folder / name).read_bytes() for name in ("one.json", "list.json", "created.json")
    )

    async def show(_: Request) -> Response:
        return Response(one, media_type="application/json")

    async def listing(_: Request) -> Response:
        return Response(listed, media_type="application/json")

    async def create(request: Request) -> Response:
        await request.body()
        return Response(created, media_type="application/json")

    return Starlette(
        routes=[
            Route("/v2/client_invoices", listing, methods=["GET"]),
            Route("/v2/client_invoices/create", create, methods=["POST"]),
            Route("/v2/client_invoices/{id}", show, methods=["GET"]),
        ]
    )


if __name__ == "__main__":
    uvicorn.run(
        build(Path(sys.argv[1])),
        host="127.0.0.1",
        port=int(sys.argv[2]),
        loop="uvloop",
        http="httptools",
        access_log=False,
        log_level="warning",
    )
