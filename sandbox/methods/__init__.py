"""The methods of the Bot API that the sandbox models; a module a topic.

Parameters are checked by aiogram's own method classes, so that a misspelt or mistyped one fails here too.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from inspect import isawaitable
from typing import Any

from pydantic import ValidationError

from sandbox.files import UploadedFile
from sandbox.methods import account, answering, editing, polling, sending
from sandbox.methods.registry import CLASSES, HANDLERS, Request
from sandbox.rules import ApiError, WrongRequest, refuse_unlisted

__all__ = [
    "Request", "account", "answering", "editing", "modelled", "polling", "read_request", "run_request",
    "sending",
]  # fmt: skip

_MISSING = {
    "chat_id": "chat_id is empty",
    "text": "message text is empty",
    "message_id": "message identifier is not specified",
    "message_ids": "message identifiers are not specified",
    "from_chat_id": "from_chat_id is empty",
    "title": "title is empty",
    "prices": "there must be at least one price",
    "question": "poll question must be non-empty",
    "options": "poll must have at least 1 option",
    "file_id": "file_id not specified",
    "photo": "there is no photo in the request",
    "document": "there is no document in the request",
    "media": "there are no messages to send as an album",
}


def modelled() -> list[str]:
    """Names of the methods that the sandbox answers."""
    return sorted(HANDLERS)


def read_request(method: str, params: Mapping[str, Any], files: Mapping[str, UploadedFile]) -> Request[Any]:
    """Finds the method and reads its parameters; 404 for an unknown one, 501 for one that is not modelled."""
    known = CLASSES.get(method.lower())
    if known is None:
        raise ApiError(404, "method not found")
    name = known.__api_method__
    if name not in HANDLERS:
        raise ApiError(501, f"the sandbox does not model {name}")
    raw = {key: value for key, value in params.items() if value is not None}
    return Request(name, known, raw, dict(files))


async def run_request(telegram: Any, request: Request[Any]) -> Any:
    """Checks the parameters and does what the method says."""
    decoded = dict(request.raw)
    for field in request.json_fields:
        value = decoded.get(field)
        if field != "reply_markup" and isinstance(value, str):
            try:
                decoded[field] = json.loads(value)
            except ValueError:
                raise WrongRequest(f"can't parse {field} JSON object") from None
    request.raw = decoded
    request.refuse_unlisted()
    checked = {key: value for key, value in decoded.items() if key != "reply_markup"}
    for field in request.uploaded_fields():
        checked.setdefault(field, f"attach://{field}")
    try:
        request.method = request.kind.model_validate(checked)
    except ValidationError as problem:
        raise WrongRequest(_worded(problem)) from None
    for part in request.parts():
        refuse_unlisted(type(part), part.model_extra or {})
    result = HANDLERS[request.name](telegram, request)
    return await result if isawaitable(result) else result


def _worded(problem: ValidationError) -> str:
    first = problem.errors(include_url=False)[0]
    field = str(first["loc"][0]) if first["loc"] else ""
    if first["type"] == "missing" and len(first["loc"]) == 1:
        return _MISSING.get(field, f'parameter "{field}" is required')
    where = ".".join(str(step) for step in first["loc"])
    return f'parameter "{where}" is wrong: {first["msg"]}'
