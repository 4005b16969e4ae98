"""The documentation of the HTTP interface as one self-contained page, rendered from its OpenAPI schema."""

from __future__ import annotations

import json
import re
from html import escape
from typing import Any

Schema = dict[str, Any]


def docs_page(schema: Schema) -> str:
    """Render an OpenAPI schema as HTML: every operation with its parameters, body, answers and an example."""
    info = schema["info"]
    operations = [
        _operation(method, path, operation, schema)
        for path, methods in schema["paths"].items()
        for method, operation in methods.items()
    ]
    records = "".join(
        f'<section id="{escape(name)}"><h3>{escape(name)}</h3>{_text(record)}{_fields(record)}</section>'
        for name, record in schema.get("components", {}).get("schemas", {}).items()
    )
    title = escape(f"{info['title']} {info['version']}")
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}: HTTP interface</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<link rel="icon" href="data:,"><link rel="stylesheet" href="/pullquote.css"></head>'
        f'<body class="pq-page"><main class="pq-docs"><h1>{title}</h1><p>{escape(info.get("description", ""))} '
        'The <a href="/openapi.json">OpenAPI schema</a> says the same to machines; <a href="/">the page</a> asks for '
        f"people.</p>{''.join(operations)}<h2>Records</h2>{records}</main></body></html>"
    )


def _operation(method: str, path: str, operation: Schema, schema: Schema) -> str:
    parameters = "".join(
        f"<tr><td><code>{escape(one['name'])}</code></td><td>{escape(one['in'])}</td><td>{_kind(one['schema'])}</td>"
        f"<td>{escape(one.get('description', ''))}</td></tr>"
        for one in operation.get("parameters", [])
    )
    table = (
        f'<div class="pq-scroll" tabindex="0"><table><tbody>{parameters}</tbody></table></div>' if parameters else ""
    )
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
    answers = "".join(f"<li>{_answer(status, answer)}</li>" for status, answer in operation["responses"].items())
    return (
        f"<section><h2><code>{escape(method.upper())} {escape(path)}</code></h2>{_text(operation)}{table}"
        f"{f'<p>Body: {_kind(body)}</p>' if body else ''}"
        f'<pre tabindex="0">{escape(_example(method, path, body, schema))}</pre>'
        f"<p>Answers</p><ul>{answers}</ul></section>"
    )


def _answer(status: str, answer: Schema) -> str:
    content = answer.get("content", {})
    kinds = ", ".join(f"{_kind(one['schema'])}" for one in content.values() if one.get("schema"))
    return f"<code>{escape(status)}</code> {escape(answer.get('description', ''))} {kinds}"


def _text(part: Schema) -> str:
    lines = [escape(line) for line in part.get("description", "").split("\n\n") if line]
    return "".join(f"<p>{_with_code(line)}</p>" for line in lines)


def _with_code(line: str) -> str:
    return re.sub("`([^`]*)`", r"<code>\1</code>", line)


def _fields(record: Schema) -> str:
    needed = record.get("required", [])
    rows = "".join(
        f"<tr><td><code>{escape(name)}</code></td><td>{_kind(one)}</td>"
        f"<td>{'required' if name in needed else ''} {escape(one.get('description', ''))}</td></tr>"
        for name, one in record.get("properties", {}).items()
    )
    return _table(rows)


def _table(rows: str) -> str:
    return f'<div class="pq-scroll" tabindex="0"><table><tbody>{rows}</tbody></table></div>' if rows else ""


def _kind(schema: Schema) -> str:
    """Name the type of a schema, with links to the records."""
    if "$ref" in schema:
        name = escape(schema["$ref"].rpartition("/")[2])
        return f'<a href="#{name}">{name}</a>'
    if "anyOf" in schema:
        return " or ".join(_kind(one) for one in schema["anyOf"])
    if schema.get("type") == "array":
        return f"list of {_kind(schema.get('items', {}))}"
    if "enum" in schema:
        return " or ".join(escape(json.dumps(value)) for value in schema["enum"])
    kind = schema.get("format") or schema.get("type") or "anything"
    return escape(str(kind))


def _example(method: str, path: str, body: Schema | None, schema: Schema) -> str:
    """Write a call with curl."""
    call = f"curl http://127.0.0.1:7860{path}"
    if method == "get" or body is None:
        return call
    record = schema["components"]["schemas"].get(body.get("$ref", "").rpartition("/")[2], {})
    example = json.dumps((record.get("examples") or [{}])[0])
    return f"{call} -H 'Content-Type: application/json' -d '{example}'"
