"""The weights of a converted GGUF model → one form that CPUs multiply fast: int8 in groups of 128 along the inputs.

A GGUF file's own groups are 16 or 32 weights long. The runtime reads those of 32 slowly and has no integer arithmetic
at all for those of 16, among them the output layer, which every written token passes. Written anew in 8 bits, a matrix
differs from what it was by less than one part in a hundred.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    import openvino

GROUP = 128
_CHAIN = ("Convert", "Reshape", "Multiply", "Subtract", "Convert", "Constant")  # from 32-bit floats back to the weights
_ROWS = 256  # worked on at a time, so that what is between stays in the processor's cache
_MOST = 127
_RUNTIME = ["runtime_options", "DYNAMIC_QUANTIZATION_GROUP_SIZE"]  # read by the runtime when it loads the model

Floats = npt.NDArray[np.float32]


def requantise(source: Path, target: Path) -> int:
    """Write the OpenVINO model ``source`` (.xml) to ``target`` (.xml, its .bin beside it), weights in the fast form.

    Returns how many weight matrices were changed: all, or none of a model that has rows which are no multiple of
    ``GROUP``, as the runtime knows one group length for all.
    """
    import openvino as ov

    model = ov.Core().read_model(source)
    found = [_Weights(node) for node in _compressed(model)]
    if any(weights.shape[1] % GROUP for weights in found):
        found = []
    for weights in found:
        weights.node.output(0).replace(_fast(weights).output(0))
    if found:
        model.set_rt_info(str(GROUP), _RUNTIME)
    ov.save_model(model, target, compress_to_fp16=False)
    return len(found)


def _compressed(model: openvino.Model) -> Iterator[openvino.Node]:
    """Yield the last node of every chain that turns stored weights into floats."""
    for node in model.get_ordered_ops():
        chain = [node]
        while len(chain) < len(_CHAIN) and chain[-1].get_type_name() == _CHAIN[len(chain) - 1]:
            chain.append(_before(chain[-1]))
        if tuple(item.get_type_name() for item in chain) == _CHAIN:
            yield node


def _before(node: openvino.Node, port: int = 0) -> openvino.Node:
    return node.input_value(port).get_node()


class _Weights:
    """A stored matrix: whole numbers, zero points and scales of groups, each of shape (rows, groups, group or 1).

    ``node`` gives it as floats of ``shape`` (rows, columns).
    """

    def __init__(self, node: openvino.Node) -> None:
        scaled = _before(_before(node))
        shifted = _before(scaled)
        self.node = node
        self.shape = tuple(node.shape)
        self._values, self._zeros = _before(_before(shifted)), _before(_before(shifted, 1))
        self._scales = _before(scaled, 1)

    def blocks(self) -> Iterator[tuple[slice, Floats]]:
        """Yield the floats of some rows after another, with where they stand."""
        values, zeros, scales = _whole(self._values), _whole(self._zeros), np.asarray(self._scales.data)
        for start in range(0, self.shape[0], _ROWS):
            rows = slice(start, start + _ROWS)
            shifted = values[rows].astype(np.float32) - zeros[rows].astype(np.float32)
            yield rows, (shifted * scales[rows].astype(np.float32)).reshape(-1, self.shape[1])


def _whole(constant: openvino.Node) -> npt.NDArray[Any]:
    """Return a constant's whole numbers, 4-bit ones unpacked to bytes, the low half first."""
    stored = np.asarray(constant.data)
    if constant.get_element_type().get_type_name() != "u4":
        return stored
    packed = stored.reshape(-1).view(np.uint8)
    return np.stack((packed & 15, packed >> 4), axis=-1).reshape(tuple(constant.shape))


def _fast(weights: _Weights) -> openvino.Node:
    from openvino import opset13 as op

    count, width = weights.shape
    values = np.empty((count, width // GROUP, GROUP), np.int8)
    scales = np.empty((count, width // GROUP, 1), np.float16)
    for rows, floats in weights.blocks():
        grouped = floats.reshape(-1, width // GROUP, GROUP)
        scales[rows] = np.maximum(np.abs(grouped).max(axis=2, keepdims=True) / _MOST, np.finfo(np.float16).tiny)
        values[rows] = np.clip(np.rint(grouped / scales[rows].astype(np.float32)), -_MOST, _MOST)
    scaled = op.multiply(op.convert(op.constant(values), np.float16), op.constant(scales))
    return op.convert(op.reshape(scaled, op.constant(np.array(weights.shape)), special_zero=False), np.float32)
