"""PyTorch as a peer: nn.LSTM, nn.RNN and their cells on the CPU."""

import peer_loop

peer_loop.unset_blas_overrides()

import os
import time

import numpy
import torch
from torch.nn import functional
from torch.nn.utils.rnn import pack_padded_sequence, pad_sequence

LAYERS = {"lstm": torch.nn.LSTM, "elman": torch.nn.RNN}
CELLS = {"lstm": torch.nn.LSTMCell, "elman": torch.nn.RNNCell}


def layers_of(job, table):
    if job["cell"] not in table:
        raise peer_loop.Unsupported(f"PyTorch has no {job['cell']} cell")
    torch.manual_seed(1)
    return table[job["cell"]](job["input"], job["hidden"]), torch.nn.Linear(job["hidden"], 1)


def train(job):
    """Forward, binary cross-entropy over all steps that exist, backward, Adam; time-major, inputs packed beforehand."""
    layer, head = layers_of(job, LAYERS)
    lengths = sorted(job["lengths"], reverse=True)
    shape = (max(lengths), len(lengths))
    inputs = torch.randn(*shape, job["input"])
    targets = torch.randint(0, 2, (*shape, 1)).float()
    mask = (torch.arange(shape[0])[:, None] < torch.tensor(lengths)[None, :]).float()[:, :, None]
    ragged, packed = min(lengths) < max(lengths), job.get("mode") == "packed"
    if packed:
        inputs = pack_padded_sequence(inputs, torch.tensor(lengths))
        targets = pack_padded_sequence(targets, torch.tensor(lengths)).data
    count = sum(lengths)
    # The small rate keeps the weights where they are, so no value of any peer runs into denormal numbers.
    optimizer = torch.optim.Adam([*layer.parameters(), *head.parameters()], lr=1e-5, fused=True)

    def iterate(iterations):
        for _ in range(iterations):
            optimizer.zero_grad(set_to_none=True)
            hidden, _ = layer(inputs)
            logits = head(hidden.data if packed else hidden)
            if ragged and not packed:
                loss = functional.binary_cross_entropy_with_logits(logits, targets, mask, reduction="sum") / count
            else:
                loss = functional.binary_cross_entropy_with_logits(logits, targets)
            loss.backward()
            optimizer.step()

    return iterate, "Adam(fused=True), the fastest of its three"


def epoch(job):
    """One epoch over the patients of a file that epoch.py wrote; batches of like length, padded anew every time."""
    layer, head = layers_of(job, LAYERS)
    words = torch.from_numpy(numpy.fromfile(job["file"], numpy.int32))
    count = int(words[0])
    lengths = words[1 : 1 + count].long()
    rows = int(lengths.sum())
    floats = words[1 + count :].view(torch.float32)
    inputs = floats[: rows * job["input"]].view(rows, job["input"]).split(lengths.tolist())
    labels = floats[rows * job["input"] :].view(rows, 1).split(lengths.tolist())
    order = torch.argsort(lengths, descending=True, stable=True).tolist()
    optimizer = torch.optim.Adam([*layer.parameters(), *head.parameters()], lr=1e-5, fused=True)

    def iterate(iterations):
        for start in [start for _ in range(iterations) for start in range(0, count, job["batch"])]:
            members = order[start : start + job["batch"]]
            own = lengths[members]
            mask = (torch.arange(int(own[0]))[:, None] < own[None, :]).float()[:, :, None]
            targets = pad_sequence([labels[member] for member in members])
            optimizer.zero_grad(set_to_none=True)
            logits = head(layer(pad_sequence([inputs[member] for member in members]))[0])
            loss = functional.binary_cross_entropy_with_logits(logits, targets, mask, reduction="sum") / own.sum()
            loss.backward()
            optimizer.step()

    return iterate, ""


def sequences(job):
    """Scores of whole sequences, every step."""
    layer, head = layers_of(job, LAYERS)
    inputs = torch.randn(max(job["lengths"]), len(job["lengths"]), job["input"])

    def iterate(iterations):
        with torch.inference_mode():
            for _ in range(iterations):
                torch.sigmoid(head(layer(inputs)[0])).numpy()

    return iterate, ""


def cell_step(job):
    """LSTMCell or RNNCell."""
    cell, head = layers_of(job, CELLS)
    state = None

    def step(rows):
        nonlocal state
        state = cell(rows, state)
        return head(state[0] if job["cell"] == "lstm" else state)

    return step


def layer_step(job):
    """nn.LSTM or nn.RNN over one time step."""
    layer, head = layers_of(job, LAYERS)
    state = None

    def step(rows):
        nonlocal state
        hidden, state = layer(rows[None], state)
        return head(hidden[0])

    return step


def product_step(job):
    """Two products into one buffer and the gates in place: what somebody would write for speed."""
    cell, head = layers_of(job, CELLS)
    hidden_size, batch = job["hidden"], job["batch"]
    with torch.no_grad():
        bias = cell.bias_ih + cell.bias_hh
        input_weights, recurrent_weights = cell.weight_ih.t().contiguous(), cell.weight_hh.t().contiguous()
    hidden, memory = torch.zeros(batch, hidden_size), torch.zeros(batch, hidden_size)
    gates = torch.empty(batch, bias.shape[0])

    def step(rows):
        torch.addmm(bias, rows, input_weights, out=gates).addmm_(hidden, recurrent_weights)
        if job["cell"] == "elman":
            torch.tanh(gates, out=hidden)
        else:
            i, f, g, o = gates.split(hidden_size, dim=1)
            gates[:, : 2 * hidden_size].sigmoid_()
            memory.mul_(f).addcmul_(i, g.tanh_())
            torch.mul(o.sigmoid_(), memory.tanh(), out=hidden)
        return head(hidden)

    return step


def step(job):
    """One time step of `batch` patients: NumPy rows in, NumPy scores out; mode `best` takes the fastest of three."""
    rows = numpy.random.default_rng(1).standard_normal((job["batch"], job["input"]), dtype=numpy.float32)

    def repeated(advance):
        def iterate(iterations):
            with torch.inference_mode():
                for _ in range(iterations):
                    torch.sigmoid(advance(torch.from_numpy(rows))).numpy()

        return iterate

    if job.get("mode") != "best":
        return repeated(cell_step(job)), "cell"
    times = {}
    for way in (cell_step, layer_step, product_step):
        iterate = repeated(way(job))
        iterate(5)
        start = time.perf_counter()
        iterate(20)
        times[way] = (time.perf_counter() - start, iterate)
    way = min(times, key=lambda way: times[way][0])
    return times[way][1], way.__name__


def build(job):
    tasks = {"train": train, "sequences": sequences, "step": step, "epoch": epoch}
    if job["task"] not in tasks:
        raise peer_loop.Unsupported(f"no task {job['task']}")
    return tasks[job["task"]](job)


torch.set_num_threads(int(os.environ.get("OMP_NUM_THREADS", "1")))
peer_loop.serve({"PyTorch": torch.__version__, "NumPy": numpy.__version__}, build)
