"""An OpenAI-compatible server of the tiny model, as a process of its own: ``python -m tests.qa.server PORT KEY``."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import Annotated, Any

import uvicorn
from fastapi import FastAPI, Header, HTTPException
from fastapi.responses import JSONResponse, Response, StreamingResponse
from langchain_core.messages import BaseMessage, HumanMessage, SystemMessage

from index.settings import load
from qa.llm import open_llm, write

MODEL = "smollm2"


def create(key: str) -> FastAPI:
    app = FastAPI()
    llm = open_llm(load(llm="tiny", answer_tokens=24))

    @app.post("/v1/chat/completions")
    def complete(body: dict[str, Any], authorization: Annotated[str, Header()] = "") -> Response:
        if authorization != f"Bearer {key}":
            raise HTTPException(401, {"message": "Incorrect API key provided"})
        if body["model"] != MODEL:
            return JSONResponse({"error": {"message": f"The model {body['model']} does not exist"}}, 404)
        kinds: dict[str, type[BaseMessage]] = {"system": SystemMessage, "user": HumanMessage}
        messages = [kinds[message["role"]](message["content"]) for message in body["messages"]]
        head = {"id": "x", "created": 0, "model": MODEL}
        if body.get("stream"):
            return StreamingResponse(_events(write(llm, messages), head), media_type="text/event-stream")
        message = {"role": "assistant", "content": "".join(write(llm, messages))}
        choice = {"index": 0, "message": message, "finish_reason": "stop"}
        return JSONResponse({**head, "object": "chat.completion", "choices": [choice]})

    return app


def _events(pieces: Iterator[str], head: dict[str, Any]) -> Iterator[str]:
    for piece in pieces:
        choice = {"index": 0, "delta": {"role": "assistant", "content": piece}, "finish_reason": None}
        yield f"data: {json.dumps({**head, 'object': 'chat.completion.chunk', 'choices': [choice]})}\n\n"
    last = {"index": 0, "delta": {}, "finish_reason": "stop"}
    yield f"data: {json.dumps({**head, 'object': 'chat.completion.chunk', 'choices': [last]})}\n\n"
    yield "data: [DONE]\n\n"


if __name__ == "__main__":
    uvicorn.run(create(sys.argv[2]), port=int(sys.argv[1]), log_level="warning")
