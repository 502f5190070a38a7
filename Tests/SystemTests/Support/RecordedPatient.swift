import Foundation

/// Patients of the PhysioNet/CinC Challenge 2019: recorded ones where the archive is there, else some of the test's own
/// making in the same format.
struct RecordedPatient {
    /// Columns of the challenge that are results: LOINC code and the unit that a laboratory would send.
    static let columns: [(name: String, loinc: String, unit: String)] = [
        ("HR", "8867-4", "/min"), ("O2Sat", "59408-5", "%"), ("Temp", "8310-5", "Cel"), ("SBP", "8480-6", "mm[Hg]"),
        ("MAP", "8478-0", "mm[Hg]"), ("DBP", "8462-4", "mm[Hg]"), ("Resp", "9279-1", "/min"),
        ("EtCO2", "19891-1", "mm[Hg]"), ("BaseExcess", "11555-0", "mmol/L"), ("HCO3", "1963-8", "mmol/L"),
        ("FiO2", "3150-0", "%"), ("pH", "2744-1", "[pH]"), ("PaCO2", "2019-8", "mm[Hg]"), ("SaO2", "2713-6", "%"),
        ("AST", "1920-8", "U/L"), ("BUN", "3094-0", "mg/dL"), ("Alkalinephos", "6768-6", "U/L"),
        ("Calcium", "17861-6", "mg/dL"), ("Chloride", "2075-0", "mmol/L"), ("Creatinine", "2160-0", "mg/dL"),
        ("Bilirubin_direct", "1968-7", "mg/dL"), ("Glucose", "2345-7", "mg/dL"), ("Lactate", "2524-7", "mmol/L"),
        ("Magnesium", "19123-9", "mg/dL"), ("Phosphate", "2777-1", "mg/dL"), ("Potassium", "2823-3", "mmol/L"),
        ("Bilirubin_total", "1975-2", "mg/dL"), ("TroponinI", "10839-9", "ng/mL"), ("Hct", "4544-3", "%"),
        ("Hgb", "718-7", "g/dL"), ("PTT", "14979-9", "s"), ("WBC", "6690-2", "10*3/uL"),
        ("Fibrinogen", "3255-7", "mg/dL"), ("Platelets", "777-3", "10*3/uL"), ("Age", "30525-0", "a"),
    ]

    let name: String
    private(set) var header: [String]
    private(set) var rows: [[String]]

    init(name: String, text: String) {
        self.name = name
        let lines = text.split(separator: "\n").map { $0.components(separatedBy: "|") }
        header = lines.first ?? []
        rows = Array(lines.dropFirst())
    }

    /// The record as the challenge writes it.
    var text: String { ([header] + rows).map { $0.joined(separator: "|") + "\n" }.joined() }

    /// A cell by row and column, as text.
    subscript(row: Int, column: String) -> String {
        get { header.firstIndex(of: column).map { rows[row][$0] } ?? "NaN" }
        set { if let index = header.firstIndex(of: column) { rows[row][index] = newValue } }
    }

    /// The time of a row: so many hours after the admission.
    func effective(row: Int) -> Int { admission + (Int(self[row, "ICULOS"]) ?? 0) * 3600 }

    /// The results of a row, as a sender writes them.
    func results(row: Int) -> [WardResult] {
        Self.columns.compactMap { column in
            let text = self[row, column.name]
            guard let value = Double(text), !value.isNaN else { return nil }
            // The challenge writes a fraction; a sender writes per cent.
            let sent = column.name == "FiO2" ? "\(value * 100)" : text
            return WardResult(loinc: column.loinc, text: sent, unit: column.unit)
        }
    }

    /// A row as a message.
    func message(row: Int) -> WardMessage {
        WardMessage(
            controlID: "\(name)-\(row)", patient: name, sex: self[row, "Gender"] == "1" ? "M" : "F",
            admitted: admission,
            effective: effective(row: row), results: results(row: row))
    }

    // MARK: - Where they come from

    private static let archive = Executables.shared.appendingPathComponent("data/physionet2019-setA.tar.xz").path
    private static let names = [1, 2, 8, 9, 10, 11, 12, 13, 15, 17, 18, 19].map {
        "p" + String(String(1_000_000 + $0).dropFirst())
    }

    /// Twelve patients.
    static func twelve() async throws -> [RecordedPatient] {
        guard FileManager.default.fileExists(atPath: archive), Executables.find("xz") != nil else {
            return names.enumerated().map { invented(name: $1, seed: UInt64($0)) }
        }
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent("wardwatch-physionet2019")
        func file(_ name: String) -> URL { directory.appendingPathComponent("training_setA/\(name).psv") }
        if !names.allSatisfy({ FileManager.default.fileExists(atPath: file($0).path) }) {
            try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
            _ = try await runTool(
                "tar", ["xJf", archive, "-C", directory.path] + names.map { "training_setA/\($0).psv" })
        }
        return try names.map {
            RecordedPatient(name: $0, text: String(decoding: try Data(contentsOf: file($0)), as: UTF8.self))
        }
    }

    /// A patient of the test's own making: vital signs that wander, some laboratory values, hours without a row.
    static func invented(name: String, seed: UInt64, hours: Int = 36) -> RecordedPatient {
        var generator = SeededGenerator(seed: seed)
        let header = columns.map(\.name) + ["Gender", "Unit1", "Unit2", "HospAdmTime", "ICULOS", "SepsisLabel"]
        let starts: [String: Double] = [
            "HR": 84, "O2Sat": 96, "Temp": 36.9, "SBP": 122, "MAP": 84, "DBP": 66, "Resp": 17, "FiO2": 0.4, "pH": 7.38,
            "Glucose": 130, "Lactate": 1.6, "WBC": 10.5, "Creatinine": 1.1,
        ]
        var lines = [header.joined(separator: "|")]
        var walk = starts
        for hour in 1...hours where hour % 11 != 5 {
            let cells = columns.map { column -> String in
                if column.name == "Age" { return "\(50 + seed)" }
                guard let value = walk[column.name] else { return "NaN" }
                let next = value * (1 + Double.random(in: -0.03...0.03, using: &generator))
                walk[column.name] = min(next, column.name == "O2Sat" ? 99 : .infinity)
                let isVital = ["HR", "O2Sat", "Temp", "SBP", "MAP", "DBP", "Resp"].contains(column.name)
                let isMeasured = Double.random(in: 0..<1, using: &generator) < (isVital ? 0.8 : 0.1)
                return isMeasured ? String(format: "%.2f", next) : "NaN"
            }
            lines.append((cells + ["\(seed % 2)", "NaN", "NaN", "-1", "\(hour)", "0"]).joined(separator: "|"))
        }
        return RecordedPatient(name: name, text: lines.joined(separator: "\n") + "\n")
    }
}
