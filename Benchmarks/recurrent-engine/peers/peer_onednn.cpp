// oneDNN's rnn primitives as a peer; the protocol is that of ../README.md.
//
// Training: forward, backward from a constant gradient of the hidden activations (there is no head and no loss, which
// favours oneDNN), Adam over weights and bias in the layout of their gradients, and the reorders into the layouts
// that the two passes ask for. Inference: weights packed once; a head of one output and its sigmoid are plain loops.

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <functional>
#include <iostream>
#include <map>
#include <random>
#include <stdexcept>
#include <string>
#include <unordered_map>
#include <vector>

#include <oneapi/dnnl/dnnl.hpp>

using dnnl::memory;
using dnnl::prop_kind;
using dnnl::rnn_direction;
using Tag = memory::format_tag;

namespace {

// One engine and one in-order stream for everything.
dnnl::engine engine(dnnl::engine::kind::cpu, 0);
dnnl::stream stream(engine);

struct Unsupported : std::runtime_error {
    using std::runtime_error::runtime_error;
};

// Reads the flat objects of the driver: one key, then a number, a quoted word or a list of numbers.
struct Job {
    std::string line;

    size_t valueAt(const std::string &key) const {
        const size_t at = line.find("\"" + key + "\":");
        if (at == std::string::npos) return at;
        return line.find_first_not_of(' ', at + key.size() + 3);
    }
    double number(const std::string &key, double otherwise) const {
        const size_t at = valueAt(key);
        return at == std::string::npos ? otherwise : std::strtod(line.c_str() + at, nullptr);
    }
    std::string word(const std::string &key) const {
        const size_t at = valueAt(key);
        if (at == std::string::npos || line[at] != '"') return "";
        return line.substr(at + 1, line.find('"', at + 1) - at - 1);
    }
    std::vector<long> list(const std::string &key) const {
        std::vector<long> values;
        const size_t at = valueAt(key);
        if (at == std::string::npos || line[at] != '[') return values;
        const char *from = line.c_str() + at + 1;
        for (char *end; ; from = end + 1) {
            const long value = std::strtol(from, &end, 10);
            if (end == from) return values;
            values.push_back(value);
        }
    }
};

struct Sizes {
    bool lstm;
    long gates, input, hidden, steps, batch;

    memory::dims source() const { return {steps, batch, input}; }
    memory::dims output() const { return {steps, batch, hidden}; }
    memory::dims state() const { return {1, 1, batch, hidden}; }
    memory::dims inputWeights() const { return {1, 1, input, gates, hidden}; }
    memory::dims recurrentWeights() const { return {1, 1, hidden, gates, hidden}; }
    memory::dims bias() const { return {1, 1, gates, hidden}; }
};

memory::desc plain(const memory::dims &dims, Tag tag) { return memory::desc(dims, memory::data_type::f32, tag); }
memory::desc any(const memory::dims &dims) { return plain(dims, Tag::any); }

float *values(const memory &tensor) { return static_cast<float *>(tensor.get_data_handle()); }
size_t count(const memory &tensor) { return tensor.get_desc().get_size() / sizeof(float); }

memory filled(const memory::desc &desc, float scale) {
    static std::mt19937 generator(1);
    std::normal_distribution<float> normal(0, 1);
    memory made(desc, engine);
    for (size_t index = 0; index < count(made); index++) {
        values(made)[index] = scale == 0 ? 0 : scale * normal(generator);
    }
    return made;
}

// A copy of `from` in the layout a primitive asks for; `from` itself where that is its own.
class Packed {
public:
    Packed(const memory &from, const memory::desc &desc) : from(from), to(from) {
        if (desc == from.get_desc()) return;
        to = memory(desc, engine);
        copy = dnnl::reorder(from, to);
    }
    void update() {
        if (copy.get(true)) copy.execute(stream, from, to);
    }
    memory from, to;

private:
    dnnl::reorder copy;
};

// Kingma and Ba's update with the usual constants.
struct Adam {
    explicit Adam(size_t count) : first(count), second(count) {}

    void update(const memory &parameters, const memory &gradients) {
        step++;
        const float rate = 1e-5 / (1 - std::pow(0.9, step)), scale = 1 / std::sqrt(1 - std::pow(0.999, step));
        float *theta = values(parameters), *g = values(gradients), *m = first.data(), *v = second.data();
        const long size = first.size();
#pragma omp parallel for simd
        for (long index = 0; index < size; index++) {
            m[index] = 0.9f * m[index] + 0.1f * g[index];
            v[index] = 0.999f * v[index] + 0.001f * g[index] * g[index];
            theta[index] -= rate * m[index] / (std::sqrt(v[index]) * scale + 1e-8f);
            g[index] = 0;  // The backward primitive adds to what is there.
        }
    }
    std::vector<float> first, second;
    int step = 0;
};

// The forward primitive's descriptor, for training or inference.
template <typename Forward>
typename Forward::primitive_desc forwardDescriptor(prop_kind kind, const Sizes &s);

template <>
dnnl::lstm_forward::primitive_desc forwardDescriptor<dnnl::lstm_forward>(prop_kind kind, const Sizes &s) {
    const auto state = plain(s.state(), Tag::ldnc);
    return {{kind, rnn_direction::unidirectional_left2right, plain(s.source(), Tag::tnc), state, state,
             any(s.inputWeights()), any(s.recurrentWeights()), plain(s.bias(), Tag::ldgo),
             plain(s.output(), Tag::tnc), state, state},
            engine};
}

template <>
dnnl::vanilla_rnn_forward::primitive_desc forwardDescriptor<dnnl::vanilla_rnn_forward>(
    prop_kind kind, const Sizes &s) {
    const auto state = plain(s.state(), Tag::ldnc);
    return {{kind, dnnl::algorithm::eltwise_tanh, rnn_direction::unidirectional_left2right,
             plain(s.source(), Tag::tnc), state, any(s.inputWeights()), any(s.recurrentWeights()),
             plain(s.bias(), Tag::ldgo), plain(s.output(), Tag::tnc), state},
            engine};
}

dnnl::lstm_backward::primitive_desc backwardDescriptor(
    const Sizes &s, const dnnl::lstm_forward::primitive_desc &forward) {
    const auto state = plain(s.state(), Tag::ldnc);
    const auto source = plain(s.source(), Tag::tnc), output = plain(s.output(), Tag::tnc);
    const auto bias = plain(s.bias(), Tag::ldgo);
    const auto inputGradients = any(s.inputWeights()), recurrentGradients = any(s.recurrentWeights());
    return {{prop_kind::backward, rnn_direction::unidirectional_left2right, source, state, state,
             any(s.inputWeights()), any(s.recurrentWeights()), bias, output, state, state, source, state, state,
             inputGradients, recurrentGradients, bias, output, state, state},
            engine, forward};
}

dnnl::vanilla_rnn_backward::primitive_desc backwardDescriptor(
    const Sizes &s, const dnnl::vanilla_rnn_forward::primitive_desc &forward) {
    const auto state = plain(s.state(), Tag::ldnc);
    const auto source = plain(s.source(), Tag::tnc), output = plain(s.output(), Tag::tnc);
    const auto bias = plain(s.bias(), Tag::ldgo);
    const auto inputGradients = any(s.inputWeights()), recurrentGradients = any(s.recurrentWeights());
    return {{prop_kind::backward, dnnl::algorithm::eltwise_tanh, rnn_direction::unidirectional_left2right, source,
             state, any(s.inputWeights()), any(s.recurrentWeights()), bias, output, state, source, state,
             inputGradients, recurrentGradients, bias, output, state},
            engine, forward};
}

using Arguments = std::unordered_map<int, memory>;

template <typename Forward, typename Backward>
std::function<void()> trainer(const Sizes &s) {
    const auto forwardDesc = forwardDescriptor<Forward>(prop_kind::forward_training, s);
    const auto backwardDesc = backwardDescriptor(s, forwardDesc);
    const float scale = 1 / std::sqrt(float(s.hidden));
    const auto weightGradients = filled(backwardDesc.diff_weights_layer_desc(), 0);
    const auto recurrentGradients = filled(backwardDesc.diff_weights_iter_desc(), 0);
    const auto weights = filled(weightGradients.get_desc(), scale);
    const auto recurrent = filled(recurrentGradients.get_desc(), scale);
    const auto bias = filled(plain(s.bias(), Tag::ldgo), 0);
    std::vector<Packed> packed = {
        {weights, forwardDesc.weights_layer_desc()}, {recurrent, forwardDesc.weights_iter_desc()},
        {weights, backwardDesc.weights_layer_desc()}, {recurrent, backwardDesc.weights_iter_desc()}};
    const auto state = plain(s.state(), Tag::ldnc);
    Arguments forward = {
        {DNNL_ARG_SRC_LAYER, filled(plain(s.source(), Tag::tnc), 1)}, {DNNL_ARG_SRC_ITER, filled(state, 0)},
        {DNNL_ARG_WEIGHTS_LAYER, packed[0].to}, {DNNL_ARG_WEIGHTS_ITER, packed[1].to}, {DNNL_ARG_BIAS, bias},
        {DNNL_ARG_DST_LAYER, filled(plain(s.output(), Tag::tnc), 0)}, {DNNL_ARG_DST_ITER, filled(state, 0)},
        {DNNL_ARG_WORKSPACE, memory(forwardDesc.workspace_desc(), engine)}};
    if (s.lstm) {
        forward[DNNL_ARG_SRC_ITER_C] = filled(state, 0);
        forward[DNNL_ARG_DST_ITER_C] = filled(state, 0);
    }
    Arguments backward = forward;
    backward[DNNL_ARG_WEIGHTS_LAYER] = packed[2].to;
    backward[DNNL_ARG_WEIGHTS_ITER] = packed[3].to;
    backward[DNNL_ARG_DIFF_SRC_LAYER] = filled(plain(s.source(), Tag::tnc), 0);
    backward[DNNL_ARG_DIFF_SRC_ITER] = filled(state, 0);
    backward[DNNL_ARG_DIFF_WEIGHTS_LAYER] = weightGradients;
    backward[DNNL_ARG_DIFF_WEIGHTS_ITER] = recurrentGradients;
    backward[DNNL_ARG_DIFF_BIAS] = filled(plain(s.bias(), Tag::ldgo), 0);
    backward[DNNL_ARG_DIFF_DST_LAYER] = filled(plain(s.output(), Tag::tnc), 0.01f / (s.steps * s.batch));
    backward[DNNL_ARG_DIFF_DST_ITER] = filled(state, 0);
    if (s.lstm) {
        backward[DNNL_ARG_DIFF_SRC_ITER_C] = filled(state, 0);
        backward[DNNL_ARG_DIFF_DST_ITER_C] = filled(state, 0);
    }
    std::vector<Adam> optimizers;
    for (const auto &tensor : {weights, recurrent, bias}) optimizers.emplace_back(count(tensor));
    Forward forwardPass(forwardDesc);
    Backward backwardPass(backwardDesc);
    return [=]() mutable {
        for (auto &copy : packed) copy.update();
        forwardPass.execute(stream, forward);
        backwardPass.execute(stream, backward);
        stream.wait();
        optimizers[0].update(weights, weightGradients);
        optimizers[1].update(recurrent, recurrentGradients);
        optimizers[2].update(bias, backward[DNNL_ARG_DIFF_BIAS]);
    };
}

// Scores of `steps` steps; the last state is the next call's first, by swapping two sets of memory.
template <typename Forward>
std::function<void()> scorer(const Sizes &s) {
    const auto descriptor = forwardDescriptor<Forward>(prop_kind::forward_inference, s);
    const float scale = 1 / std::sqrt(float(s.hidden));
    std::vector<Packed> packed = {
        {filled(plain(s.inputWeights(), Tag::ldigo), scale), descriptor.weights_layer_desc()},
        {filled(plain(s.recurrentWeights(), Tag::ldigo), scale), descriptor.weights_iter_desc()}};
    for (auto &copy : packed) copy.update();
    const auto state = plain(s.state(), Tag::ldnc);
    Arguments even = {
        {DNNL_ARG_SRC_LAYER, filled(plain(s.source(), Tag::tnc), 1)}, {DNNL_ARG_SRC_ITER, filled(state, 0)},
        {DNNL_ARG_WEIGHTS_LAYER, packed[0].to}, {DNNL_ARG_WEIGHTS_ITER, packed[1].to},
        {DNNL_ARG_BIAS, filled(plain(s.bias(), Tag::ldgo), 0)},
        {DNNL_ARG_DST_LAYER, filled(plain(s.output(), Tag::tnc), 0)}, {DNNL_ARG_DST_ITER, filled(state, 0)}};
    if (s.lstm) {
        even[DNNL_ARG_SRC_ITER_C] = filled(state, 0);
        even[DNNL_ARG_DST_ITER_C] = filled(state, 0);
    }
    Arguments odd = even;
    std::swap(odd[DNNL_ARG_SRC_ITER], odd[DNNL_ARG_DST_ITER]);
    if (s.lstm) std::swap(odd[DNNL_ARG_SRC_ITER_C], odd[DNNL_ARG_DST_ITER_C]);
    const auto headWeights = filled(plain({s.hidden}, Tag::a), scale);
    std::vector<float> scores(s.steps * s.batch);
    Forward pass(descriptor);
    bool isOdd = false;
    return [=]() mutable {
        pass.execute(stream, isOdd ? odd : even);
        stream.wait();
        isOdd = !isOdd;
        const float *hidden = values(even[DNNL_ARG_DST_LAYER]), *v = values(headWeights);
        for (size_t row = 0; row < scores.size(); row++, hidden += s.hidden) {
            float logit = 0;
#pragma omp simd reduction(+ : logit)
            for (long unit = 0; unit < s.hidden; unit++) logit += hidden[unit] * v[unit];
            scores[row] = 1 / (1 + std::exp(-logit));
        }
    };
}

std::function<void()> build(const Job &job) {
    const std::string task = job.word("task"), cell = job.word("cell");
    if (cell != "lstm" && cell != "elman") throw Unsupported("oneDNN has no " + cell + " cell");
    const auto lengths = job.list("lengths");
    Sizes s{cell == "lstm", cell == "lstm" ? 4 : 1, long(job.number("input", 0)), long(job.number("hidden", 0)),
            1, long(job.number("batch", 0))};
    if (task != "step") {
        if (lengths.empty()) throw Unsupported("no lengths");
        for (long length : lengths) {
            if (length != lengths[0]) throw Unsupported("oneDNN runs sequences of one length");
        }
        s.steps = lengths[0];
        s.batch = lengths.size();
    }
    if (task == "train") {
        return s.lstm ? trainer<dnnl::lstm_forward, dnnl::lstm_backward>(s)
                      : trainer<dnnl::vanilla_rnn_forward, dnnl::vanilla_rnn_backward>(s);
    }
    if (task != "step" && task != "sequences") throw Unsupported("no task " + task);
    return s.lstm ? scorer<dnnl::lstm_forward>(s) : scorer<dnnl::vanilla_rnn_forward>(s);
}

double seconds(clockid_t clock) {
    timespec now;
    clock_gettime(clock, &now);
    return now.tv_sec + 1e-9 * now.tv_nsec;
}

// One untimed iteration, then chunks of iterations until the wall time is used up.
void answer(const std::function<void()> &iterate, double limit) {
    iterate();
    if (limit <= 0) {
        std::printf("{\"iterations\": 1}\n");
        return;
    }
    long iterations = 0, chunk = 1;
    const double wallStart = seconds(CLOCK_MONOTONIC), cpuStart = seconds(CLOCK_PROCESS_CPUTIME_ID);
    for (;;) {
        for (long index = 0; index < chunk; index++) iterate();
        iterations += chunk;
        const double wall = seconds(CLOCK_MONOTONIC) - wallStart;
        if (wall >= limit) {
            std::printf("{\"iterations\": %ld, \"cpu\": %.9f, \"wall\": %.9f}\n", iterations,
                        seconds(CLOCK_PROCESS_CPUTIME_ID) - cpuStart, wall);
            return;
        }
        if (wall < limit / 32) chunk *= 2;
    }
}

}  // namespace

int main() {
    std::map<std::string, std::function<void()>> built;
    for (Job job; std::getline(std::cin, job.line);) {
        try {
            if (job.word("task") == "hello") {
                const auto *version = dnnl::version();
                std::printf("{\"versions\": {\"oneDNN\": \"%d.%d.%d\"}}\n", version->major, version->minor,
                            version->patch);
            } else {
                const std::string key = job.line.substr(0, job.line.find("\"seconds\""));
                if (!built.count(key)) built[key] = build(job);
                answer(built[key], job.number("seconds", 0));
            }
        } catch (const Unsupported &reason) {
            std::printf("{\"unsupported\": \"%s\"}\n", reason.what());
        }
        std::fflush(stdout);
    }
}
