import Foundation
import RecurrentNetworks
import Testing

/// Runs ONNX files by onnxruntime, in the Python of `WARDWATCH_PYTHON` or of the package's virtual environment.
enum ONNXRuntime {
    /// A model and the inputs of several calls.
    struct Job {
        let bytes: [UInt8]
        let calls: [[Tensor]]
    }

    private static let python: String = {
        if let path = ProcessInfo.processInfo.environment["WARDWATCH_PYTHON"] { return path }
        var package = URL(fileURLWithPath: #filePath)
        while package.path != "/", !FileManager.default.fileExists(atPath: package.path + "/Package.swift") {
            package.deleteLastPathComponent()
        }
        return package.path + "/.build/venv/bin/python"
    }()

    /// Whether that Python exists and has onnx, onnxruntime and numpy.
    static let isAvailable = (try? execute(["-c", "import numpy, onnx, onnxruntime"])) == ""

    /// Tensors travel as safetensors: `3.onnx` with `3.0.safetensors`, its inputs, and `3.0.outputs`, what came out.
    private static let program = """
        import json, pathlib, struct, sys
        import numpy, onnx, onnxruntime

        TYPES = {"F32": "<f4", "I32": "<i4"}

        def read(path):
            data = path.read_bytes()
            start = 8 + struct.unpack("<Q", data[:8])[0]
            header = json.loads(data[8:start])
            return {
                name: numpy.frombuffer(data[start:][slice(*tensor["data_offsets"])], TYPES[tensor["dtype"]])
                .reshape(tensor["shape"]) for name, tensor in header.items()}

        def write(path, tensors, metadata):
            header, data = {"__metadata__": metadata}, b""
            for name, values in tensors.items():
                assert values.dtype == numpy.float32, (name, values.dtype)
                end = len(data) + values.nbytes
                header[name] = {"dtype": "F32", "shape": values.shape, "data_offsets": [len(data), end]}
                data += values.tobytes()
            text = json.dumps(header).encode()
            path.write_bytes(struct.pack("<Q", len(text)) + text + data)

        onnxruntime.set_default_logger_severity(3)
        for file in pathlib.Path(sys.argv[1]).glob("*.onnx"):
            onnx.checker.check_model(str(file), full_check=True)
            session = onnxruntime.InferenceSession(str(file), providers=["CPUExecutionProvider"])
            names = [output.name for output in session.get_outputs()]
            metadata = session.get_modelmeta().custom_metadata_map
            for inputs in file.parent.glob(file.stem + ".*.safetensors"):
                write(inputs.with_suffix(".outputs"), dict(zip(names, session.run(names, read(inputs)))), metadata)
        """

    /// What every call of every job gave, and the texts in the files; the files pass the checker of ONNX.
    static func run(_ jobs: [Job]) throws -> [[(tensors: [String: [Float]], metadata: [String: String])]] {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("onnx-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        for (number, job) in jobs.enumerated() {
            try Data(job.bytes).write(to: folder.appendingPathComponent("\(number).onnx"))
            for (call, inputs) in job.calls.enumerated() {
                try Data(Safetensors.encode(tensors: inputs)).write(
                    to: folder.appendingPathComponent("\(number).\(call).safetensors"))
            }
        }
        let complaints = try execute(["-c", program, folder.path])
        try #require(complaints.isEmpty, "\(complaints)")
        return try jobs.enumerated().map { number, job in
            try job.calls.indices.map { call in
                let data = try Data(contentsOf: folder.appendingPathComponent("\(number).\(call).outputs"))
                let (tensors, metadata) = try Safetensors.decode([UInt8](data))
                return (Dictionary(uniqueKeysWithValues: tensors.map { ($0.name, $0.values() ?? []) }), metadata)
            }
        }
    }

    /// What Python wrote to standard error; not empty if it failed.
    private static func execute(_ arguments: [String]) throws -> String {
        let process = Process()
        let errors = Pipe()
        process.executableURL = URL(fileURLWithPath: python)
        process.arguments = arguments
        process.standardError = errors
        try process.run()
        let text = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return process.terminationStatus == 0 || !text.isEmpty ? text : "exit status \(process.terminationStatus)"
    }
}

extension NetworkArchitecture {
    /// Every combination of cell, depth, direction, activation, feedback, window and static inputs.
    static func everyKind(inputSize: Int, hiddenSize: Int, outputSize: Int) -> [NetworkArchitecture] {
        var result: [NetworkArchitecture] = []
        for cell in CellKind.allCases {
            for layerCount in [1, 3] {
                for isBidirectional in [false, true] {
                    for activation in Activation.allCases {
                        for feedback in ContextFeedback.allCases {
                            for windowSize in [1, 4] {
                                for staticSize in [0, 3] {
                                    // What an architecture cannot be is refused by its initializer.
                                    let architecture = try? NetworkArchitecture(
                                        cell: cell, inputSize: inputSize, hiddenSize: hiddenSize,
                                        outputSize: outputSize, contextDecay: cell.feedsOutputBack ? 0.6 : 0,
                                        contextFeedback: feedback, layerCount: layerCount,
                                        isBidirectional: isBidirectional, activation: activation,
                                        windowSize: windowSize, staticSize: staticSize)
                                    if let architecture { result.append(architecture) }
                                }
                            }
                        }
                    }
                }
            }
        }
        return result
    }
}

extension RecurrentNetwork<Float> {
    /// A network all of whose parameters are random, the biases too, and small enough that nothing grows without bound.
    init(everythingRandom architecture: NetworkArchitecture, seed: UInt64) {
        self.init(architecture: architecture, seed: seed)
        var generator = CounterBasedGenerator(seed: seed, stream: 99)
        for index in parameters.indices {
            parameters[index] = 0.6 * parameters[index] + Float(0.1 * generator.nextNormal())
        }
    }
}
