"""The exported encoder in 8 bits: half the time a text, two thirds of the size, cosines of 0.998 to before.

Runs at set-up only, in the environment of the export. Two ways: one alone is too slow or too coarse.
Most layers measure their steps over the whole text (fast); those that a single large number would spoil
measure them anew for each token and each block of 64 numbers.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

BLOCK = 64
# Layers that lose most when steps are measured over the whole text: what leaves the first feed-forward
# blocks has single numbers a hundred times as large as the rest; values go straight into what a text means.
FINE = (
    *(f"layer.{layer}.output.dense.bias" for layer in range(4)),
    *(f"layer.{layer}.intermediate.dense.bias" for layer in range(3)),
    *(f"layer.{layer}.attention.self.value.bias" for layer in range(6)),
)


def shrink(path: Path) -> None:
    """Replace the ONNX file at ``path`` and its weights beside by the same network in 8 bits."""
    import onnx

    logging.disable(logging.WARNING)
    model = onnx.load(str(path))
    fuse_gelu(model)
    model = coarse(fine(model), path.with_name("coarse.onnx"))
    weights = path.with_name(path.name + ".data")
    weights.unlink(missing_ok=True)
    onnx.save_model(
        model, str(path), save_as_external_data=True, all_tensors_to_one_file=True, location=weights.name,
    )
    weights.chmod(0o644)


def fuse_gelu(model: Any) -> None:
    """One node for x * 0.5 * (1 + erf(x / sqrt 2)), which the exporter spells out in five."""
    import onnx

    makers = {output: node for node in model.graph.node for output in node.output}
    for node in [node for node in model.graph.node if node.op_type == "Erf"]:
        (add,) = followers(model, node)
        (half,) = followers(model, add)
        (whole,) = followers(model, half)
        divided = makers[node.input[0]]
        fused = onnx.helper.make_node("Gelu", [divided.input[0]], list(whole.output), domain="com.microsoft")
        model.graph.node.insert(list(model.graph.node).index(whole), fused)
        for gone in (divided, node, add, half, whole):
            model.graph.node.remove(gone)
    model.opset_import.append(onnx.helper.make_opsetid("com.microsoft", 1))


def followers(model: Any, node: Any) -> list[Any]:
    """The nodes that take what ``node`` gives."""
    return [other for other in model.graph.node if set(node.output) & set(other.input)]


def fine(model: Any) -> Any:
    """The layers of FINE with steps of their own for each token and block."""
    from onnxruntime.quantization.matmul_nbits_quantizer import (
        DefaultWeightOnlyQuantConfig,
        MatMulNBitsQuantizer,
    )

    others = [name for name, bias in linear_layers(model) if not bias.endswith(FINE)]
    steps = DefaultWeightOnlyQuantConfig(block_size=BLOCK, is_symmetric=True, accuracy_level=4, bits=8)
    quantizer = MatMulNBitsQuantizer(model, nodes_to_exclude=others, algo_config=steps)
    quantizer.process()
    return quantizer.model.model


def coarse(model: Any, scratch: Path) -> Any:
    """What is left with one step a text. Seven of the eight bits of a weight: with all, sums overflow on
    processors without VNNI."""
    import onnx
    from onnxruntime.quantization import QuantType, quantize_dynamic

    onnx.save_model(model, str(scratch))
    quantize_dynamic(
        scratch, scratch, per_channel=True, reduce_range=True, weight_type=QuantType.QInt8,
        op_types_to_quantize=["MatMul"],
    )
    found = onnx.load(str(scratch))
    scratch.unlink()
    return found


def linear_layers(model: Any) -> Iterator[tuple[str, str]]:
    """Each product with weights: its node's name, and the name of the bias that is added to it."""
    weights = {tensor.name for tensor in model.graph.initializer}
    for node in model.graph.node:
        if node.op_type == "MatMul" and weights & set(node.input):
            (add,) = followers(model, node)
            (bias,) = weights & set(add.input)
            yield node.name, bias
