import Foundation
import Testing

extension EndToEnd {
    /// An exported model in another program, which knows nothing but the file and its description.
    @Suite struct ONNXExportTests {
        /// Makes the features of docs/formats.md from records of the challenge and prints the risk of every row.
        private static let program = """
            import json, math, pathlib, sys
            import numpy, onnx, onnxruntime

            COLUMNS = {
                "HR": "heartRate", "O2Sat": "oxygenSaturation", "Temp": "bodyTemperature",
                "SBP": "systolicBloodPressure", "MAP": "meanBloodPressure", "DBP": "diastolicBloodPressure",
                "Resp": "respiratoryRate"}
            model, records = sys.argv[1], pathlib.Path(sys.argv[2])
            onnx.checker.check_model(model, full_check=True)
            onnxruntime.set_default_logger_severity(3)
            session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
            schema = json.loads(session.get_modelmeta().custom_metadata_map["model"])["schema"]
            channels = schema["channels"]
            assert {channel["id"] for channel in channels} & set(COLUMNS.values())

            def levels(x, knots):
                return [min(1, max(0, (x - low) / (high - low))) for low, high in zip(knots, knots[1:])]

            def statistics(values):
                values = [value for value in values if value is not None]
                if not values: return [0, 0, 0, 0]
                return [max(values), min(values), numpy.mean(values), numpy.std(values)]

            SINCE, COUNT = [-1, 0, 1, 2, 4, 6, 8, 12, 24, 48], [0, 1, 2, 3, 4, 6, 8]
            FREQUENT = COUNT + [12, 16, 24, 32, 48, 64]

            def features(rows):
                rows = {int(row["ICULOS"]): row for row in rows}
                seen, mean, since, raw, past, count, recent = {}, {}, {}, {}, {}, {}, {}
                for hour in range(min(rows), max(rows) + 1):
                    row, values = rows.get(hour, {}), []
                    observed = {COLUMNS[name]: float(text) for name, text in row.items()
                                if name in COLUMNS and text != "NaN"}
                    # What cannot be is quarantined.
                    if observed.get("oxygenSaturation", 0) > 100: del observed["oxygenSaturation"]
                    for channel in channels:
                        name, change = channel["id"], 0
                        if name in observed:
                            value = (observed[name] - channel["mean"]) / channel["deviation"]
                            value = max(-5, min(5, value))
                            change = value - mean.get(name, value)
                            mean[name] = mean.get(name, value) + 0.2 * change
                            seen[name], since[name], raw[name] = value, 0, observed[name]
                            past[name] = past.get(name, []) + [observed[name]]
                            count[name] = count.get(name, 0) + 1
                        elif name in seen:
                            since[name] += schema["timeStepSeconds"] / 3600
                            change = seen[name] - mean[name]
                        recency = math.exp(-since[name] / schema["recencyHours"]) if name in seen else 0
                        recent[name] = recent.get(name, []) + [seen[name] if name in observed else None]
                        knots = channel["knots"]
                        none = [0] * (len(knots) - 1)
                        known = {
                            "standardized": [seen.get(name, 0)], "mask": [name in observed], "recency": [recency],
                            "change": [change], "levels": levels(raw[name], knots) if name in seen else none,
                            "sinceLevels": levels(since.get(name, -1), SINCE),
                            "countLevels": levels(count.get(name, 0), FREQUENT if channel["isFrequent"] else COUNT),
                            "extremeLevels": levels(max(past[name]), knots) + levels(min(past[name]), knots)
                            if name in seen else none + none,
                            "recentStatistics": statistics(recent[name][-6:]) + statistics(recent[name][-24:])
                            if channel["isFrequent"] else []}
                        for feature in schema["channelFeatures"]: values += known[feature]
                    age, sex = rows[min(rows)]["Age"], rows[min(rows)]["Gender"]
                    if schema["includesAge"]: values += levels(float(age), schema["ageKnots"])
                    if schema["includesSex"]: values.append(1 if sex == "1" else -1)
                    if schema["includesClock"]: values += levels(hour, schema["clockKnots"])
                    yield hour, values

            for path in sorted(records.glob("*.psv")):
                header, *lines = path.read_text().split()
                rows = [dict(zip(header.split("|"), line.split("|"))) for line in lines]
                hours, x = zip(*features(rows))
                x = numpy.array(x, numpy.float32)[:, None]
                risks = session.run(["probability"], {"x": x})[0][:, 0, 0]
                state, streamed = {}, []
                for step in x:
                    risk, final = session.run(["probability", "final_state"], {"x": step[None], **state})
                    state = {"initial_state": final}
                    streamed.append(risk[0, 0, 0])
                assert numpy.abs(risks - streamed).max() < 1e-5
                risks = dict(zip(hours, risks))
                for row in rows: print(path.stem, risks[int(row["ICULOS"])])
            """

        @Test(
            .enabled(if: Executables.hasONNXRuntime, "a Python with onnx, onnxruntime and numpy, see WARDWATCH_PYTHON"),
            arguments: ["lstm", "elman-jordan"])
        func `another program that reads the exported file finds the risks of predict`(network: String) async throws {
            let workspace = try await TrainedWard.copy()
            try await workspace.wardwatch(
                "retrain", "--outcome", "sepsis", "--network", network, "--epochs", "1", "--hidden", "16",
                "--seed", "3", "--promote", "always")
            let models: ModelsDocument = try await workspace.listing("models", "list")
            let model = try #require(models.active.first { $0.contains(network) })
            let file = workspace.path("model.onnx")
            try await workspace.wardwatch("models", "export", model, "--to", "onnx", "--output", file)

            let patients = try await RecordedPatient.twelve()
            let predicted = try await workspace.predictedRisks(patients)
            for patient in patients { try workspace.write(patient.text, to: "records/\(patient.name).psv") }
            let result = try await run(Executables.python, ["-c", Self.program, file, workspace.path("records")])
            try #require(result.status == 0, "\(result.errors)")
            let found = result.output.split(separator: "\n").map { $0.split(separator: " ") }
            var worst = 0.0
            for patient in patients {
                let risks = found.filter { $0[0] == patient.name }.compactMap { Double($0[1]) }
                let expected = try #require(predicted[patient.name]).sorted { $0.key < $1.key }.map(\.value)
                try #require(risks.count == expected.count && risks.count == patient.rows.count)
                worst = max(worst, zip(risks, expected).map { abs($0 - $1) }.max() ?? .infinity)
            }
            print("\(network): the risks of another program differ by at most \(worst)")
            #expect(worst < 1e-5)
        }

        @Test func `an unknown format is refused and the formats are named`() async throws {
            let workspace = try await TrainedWard.copy()
            let result = try await workspace.command([
                "models", "export", TrainedWard.models[0], "--to", "keras", "--output", workspace.path("model.keras"),
            ])
            #expect(result.status != 0 && result.errors.contains("safetensors") && result.errors.contains("onnx"))
            #expect(!FileManager.default.fileExists(atPath: workspace.path("model.keras")))
        }
    }
}

extension Executables {
    /// Whether the Python has what runs and checks ONNX files.
    fileprivate static let hasONNXRuntime: Bool = {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: python)
        process.arguments = ["-c", "import numpy, onnx, onnxruntime"]
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return false }
        process.waitUntilExit()
        return process.terminationStatus == 0
    }()
}
