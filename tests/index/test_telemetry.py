from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

RUNTIMES = "openvino_genai, chromadb, huggingface_hub.constants"


def test_import_of_the_runtimes_leaves_nothing_in_the_home_of_the_user(tmp_path: Path) -> None:
    code = (
        "from index import telemetry; telemetry.switch_off()\n"
        f"import {RUNTIMES}\n"
        "from openvino.tools.ovc import telemetry\n"
        "print(type(telemetry).__module__, huggingface_hub.constants.HF_HUB_DISABLE_TELEMETRY)"
    )
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("ANONYM", "HF_", "CI"))}
    environment |= {"HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment)
    assert done.stdout.split() == ["openvino.tools.ovc.telemetry_stub", "True"]
    assert not (tmp_path / "intel").exists()


def test_switching_off_wins_over_the_environment() -> None:
    code = "from index import telemetry; telemetry.switch_off(); import os; print(os.environ['ANONYMIZED_TELEMETRY'])"
    environment = {**os.environ, "ANONYMIZED_TELEMETRY": "True"}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment)
    assert done.stdout.strip() == "False"
