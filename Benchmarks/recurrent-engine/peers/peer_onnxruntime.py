"""ONNX Runtime as a peer, inference only; its models are made here with the onnx package."""

import peer_loop

peer_loop.unset_blas_overrides()

import os

import numpy
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

THREADS = int(os.environ.get("OMP_NUM_THREADS", "1"))
GATES = {"lstm": 4, "elman": 1}


def model(job, steps, batch):
    """x [T, B, D], initial state [1, B, H] → scores [T, B, 1] and the last state."""
    hidden, gates, lstm = job["hidden"], GATES[job["cell"]], job["cell"] == "lstm"
    generator = numpy.random.default_rng(1)

    def weights(name, *shape):
        values = generator.uniform(-1, 1, shape).astype(numpy.float32) / numpy.sqrt(numpy.float32(hidden))
        return numpy_helper.from_array(values, name)

    def tensor(name, *shape):
        return helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)

    states = ["h", "c"] if lstm else ["h"]
    nodes = [
        helper.make_node(
            "LSTM" if lstm else "RNN",
            ["x", "W", "R", "B", ""] + [f"{state}0" for state in states],
            ["Y"] + [f"{state}1" for state in states],
            hidden_size=hidden,
        ),
        helper.make_node("Reshape", ["Y", "rows"], ["flat"]),
        helper.make_node("Gemm", ["flat", "V", "v"], ["logits"]),
        helper.make_node("Sigmoid", ["logits"], ["scores"]),
    ]
    graph = helper.make_graph(
        nodes,
        "peer",
        [tensor("x", steps, batch, job["input"])] + [tensor(f"{state}0", 1, batch, hidden) for state in states],
        [tensor("scores", steps * batch, 1)] + [tensor(f"{state}1", 1, batch, hidden) for state in states],
        [
            weights("W", 1, gates * hidden, job["input"]),
            weights("R", 1, gates * hidden, hidden),
            weights("B", 1, 2 * gates * hidden),
            weights("V", hidden, 1),
            weights("v", 1),
            numpy_helper.from_array(numpy.array([steps * batch, hidden], numpy.int64), "rows"),
        ],
    )
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.checker.check_model(made)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads, options.inter_op_num_threads = THREADS, 1
    return onnxruntime.InferenceSession(made.SerializeToString(), options, ["CPUExecutionProvider"]), states


def build(job):
    """Everything is bound to memory beforehand; two bindings swap the states of one step and the next.

    The memory of the bound input is that of the NumPy array; a step begins with its rows being written there.
    """
    if job["task"] not in ("step", "sequences") or job["cell"] not in GATES:
        raise peer_loop.Unsupported(f"ONNX Runtime does no {job['task']} of a {job['cell']} network")
    steps = max(job["lengths"]) if job["task"] == "sequences" else 1
    batch = len(job["lengths"]) if job["task"] == "sequences" else job["batch"]
    session, states = model(job, steps, batch)
    inputs = numpy.random.default_rng(2).standard_normal((steps, batch, job["input"]), dtype=numpy.float32)
    scores = numpy.empty((steps * batch, 1), numpy.float32)
    value = onnxruntime.OrtValue.ortvalue_from_numpy
    memory = [{state: value(numpy.zeros((1, batch, job["hidden"]), numpy.float32)) for state in states} for _ in "01"]
    bound_inputs, bound_scores = value(inputs), value(scores)
    bindings = []
    for before, after in ((0, 1), (1, 0)):
        binding = session.io_binding()
        binding.bind_ortvalue_input("x", bound_inputs)
        binding.bind_ortvalue_output("scores", bound_scores)
        for state in states:
            binding.bind_ortvalue_input(f"{state}0", memory[before][state])
            binding.bind_ortvalue_output(f"{state}1", memory[after][state])
        bindings.append(binding)
    parity = 0
    rows = inputs[0].copy() if job["task"] == "step" else None

    def iterate(iterations):
        nonlocal parity
        for _ in range(iterations):
            if rows is not None:
                inputs[0] = rows
            session.run_with_iobinding(bindings[parity])
            parity ^= 1

    return iterate, "I/O binding"


peer_loop.serve({"ONNX Runtime": onnxruntime.__version__, "onnx": onnx.__version__}, build)
