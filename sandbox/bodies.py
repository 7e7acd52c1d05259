"""Parameters of a method as they come over HTTP: in the address, a form, JSON, or parts with files."""

from __future__ import annotations

import json
from typing import Any

import aiohttp
from aiohttp import web

from sandbox.files import UploadedFile


async def read_parameters(request: web.Request) -> tuple[dict[str, Any], dict[str, UploadedFile]]:
    """Parameters of a call from the address, a form or a JSON body; ValueError where it is broken."""
    params: dict[str, Any] = dict(request.query)
    files: dict[str, UploadedFile] = {}
    if request.content_type == "application/json":
        body = json.loads(await request.text() or "{}")
        if not isinstance(body, dict):
            raise ValueError("the body is no JSON object")
        params |= body
    elif request.content_type == "multipart/form-data":
        texts, files = await read_parts(await request.multipart())
        params |= texts
    elif request.content_type == "application/x-www-form-urlencoded":
        params |= {name: str(value) for name, value in (await request.post()).items()}
    return params, files


async def read_parts(
    reader: aiohttp.MultipartReader | aiohttp.multipart.MultipartResponseWrapper,
) -> tuple[dict[str, str], dict[str, UploadedFile]]:
    texts: dict[str, str] = {}
    files: dict[str, UploadedFile] = {}
    while (part := await reader.next()) is not None:
        if not isinstance(part, aiohttp.BodyPartReader) or part.name is None:
            raise ValueError("a part without a name")
        content = bytes(await part.read())
        if part.filename is None:
            texts[part.name] = content.decode()
        else:
            kind = part.headers.get("Content-Type")
            kind = None if kind == "application/octet-stream" else kind
            files[part.name] = UploadedFile(part.filename, content, kind)
    return texts, files
