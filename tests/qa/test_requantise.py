"""Weights written anew: the same product of matrices, in one form, and nothing done where the form does not fit."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from index import telemetry
from qa.requantise import GROUP, requantise

telemetry.switch_off()

ROWS = 24


def weights(kind: str, width: int, group: int, seed: int) -> Any:  # noqa: ANN401 - the runtime has no types
    """Return a chain from stored weights to floats, as the runtime makes it of a GGUF file."""
    import openvino as ov
    from openvino import opset13 as op

    rng = np.random.default_rng(seed)

    def whole(shape: list[int]) -> Any:  # noqa: ANN401
        if kind == "u8":
            return op.constant(rng.integers(0, 256, shape, dtype=np.uint8))
        packed = ov.Tensor(ov.Type.u4, ov.Shape(shape))
        packed.data.reshape(-1).view(np.uint8)[:] = rng.integers(0, 256, packed.byte_size, dtype=np.uint8)
        return ov.op.Constant(packed)

    groups = width // group
    values, zeros = whole([ROWS, groups, group]), whole([ROWS, groups, 1])
    scales = op.constant(rng.uniform(0.001, 0.01, (ROWS, groups, 1)).astype(np.float16))
    shifted = op.subtract(op.convert(values, np.float16), op.convert(zeros, np.float16))
    return op.convert(op.reshape(op.multiply(shifted, scales), op.constant([ROWS, width]), False), np.float32)


def save(path: Path, *matrices: tuple[str, int, int]) -> Path:
    """Write a model of one input per matrix, each multiplied by it."""
    import openvino as ov
    from openvino import opset13 as op

    inputs = [op.parameter([-1, width], np.float32) for _, width, _ in matrices]
    results = [
        op.matmul(inputs[at], weights(kind, width, group, at), False, True)
        for at, (kind, width, group) in enumerate(matrices)
    ]
    ov.save_model(ov.Model(results, inputs), path, compress_to_fp16=False)
    return path


def run(path: Path, *inputs: np.ndarray[Any, Any]) -> list[np.ndarray[Any, Any]]:
    import openvino as ov

    exact = {"INFERENCE_PRECISION_HINT": "f32", "DYNAMIC_QUANTIZATION_GROUP_SIZE": 0}
    return list(ov.Core().compile_model(path, "CPU", exact)(list(inputs)).values())


def constants(path: Path) -> set[str]:
    import openvino as ov

    ops = ov.Core().read_model(path).get_ops()
    return {node.get_element_type().get_type_name() for node in ops if node.get_type_name() == "Constant"}


def test_products_stay_what_they_were(tmp_path: Path) -> None:
    source = save(tmp_path / "source.xml", ("u4", 256, 32), ("u8", 384, 16))
    rng = np.random.default_rng(7)
    inputs = [rng.normal(size=(5, width)).astype(np.float32) for width in (256, 384)]
    target = tmp_path / "target.xml"
    assert requantise(source, target) == 2
    for before, after in zip(run(source, *inputs), run(target, *inputs), strict=True):
        assert np.linalg.norm(after - before) < 0.02 * np.linalg.norm(before)
    assert "i8" in constants(target)
    assert not {"u4", "u8"} & constants(target)


def test_the_runtime_is_told_the_length_of_the_groups(tmp_path: Path) -> None:
    import openvino as ov

    requantise(save(tmp_path / "source.xml", ("u4", 256, 32)), tmp_path / "target.xml")
    compiled = ov.Core().compile_model(tmp_path / "target.xml", "CPU")
    assert compiled.get_property("DYNAMIC_QUANTIZATION_GROUP_SIZE") == GROUP


@pytest.mark.parametrize("matrices", [(("u4", 96, 32),), (("u4", 256, 32), ("u8", 96, 16))])
def test_rows_that_do_not_divide_leave_the_model_as_it_is(
    tmp_path: Path, matrices: tuple[tuple[str, int, int], ...]
) -> None:
    source = save(tmp_path / "source.xml", *matrices)
    assert requantise(source, tmp_path / "target.xml") == 0
    assert constants(tmp_path / "target.xml") == constants(source)
