"""The libraries' own telemetry, switched off: each module that is home to a runtime calls this before it imports it."""

from __future__ import annotations

import os
import sys
from typing import cast

_OFF = {
    "ANONYMIZED_TELEMETRY": "False",  # Chroma
    "GRADIO_ANALYTICS_ENABLED": "False",
    "HF_HUB_DISABLE_TELEMETRY": "1",  # huggingface_hub and all that use it
    "DO_NOT_TRACK": "1",
}


def switch_off() -> None:
    """Keep the runtimes from reporting home; must run before they are imported.

    ``import openvino`` sends an event and leaves a client id in the user's home unless a file there forbids it, and
    no setting does. Where ``openvino_telemetry`` cannot be imported it takes its own stub in its place.
    """
    os.environ.update(_OFF)
    modules = cast("dict[str, object]", sys.modules)
    modules.setdefault("openvino_telemetry", None)  # None makes the import fail
