import Foundation

/// One result for a message: code, value and unit as a sender writes them.
struct WardResult: Hashable {
    var loinc: String
    var text: String
    var unit: String
    /// OBX-11.
    var status = "F"

    static func heartRate(_ text: String, status: String = "F") -> WardResult {
        WardResult(loinc: "8867-4", text: text, unit: "/min", status: status)
    }

    static func oxygenSaturation(_ text: String) -> WardResult { WardResult(loinc: "59408-5", text: text, unit: "%") }

    /// A full set of NEWS2 parameters (RCP 2017).
    static func vitalSigns(
        heartRate: Int, respiratoryRate: Int, oxygenSaturation: Int, temperature: Double, systolic: Int,
        consciousness: String = "A", oxygen: Int = 0
    ) -> [WardResult] {
        [
            .heartRate("\(heartRate)"), .oxygenSaturation("\(oxygenSaturation)"),
            WardResult(loinc: "9279-1", text: "\(respiratoryRate)", unit: "/min"),
            WardResult(loinc: "8310-5", text: "\(temperature)", unit: "Cel"),
            WardResult(loinc: "8480-6", text: "\(systolic)", unit: "mm[Hg]"),
            WardResult(loinc: "67775-7", text: consciousness, unit: ""),
            WardResult(loinc: "3151-8", text: "\(oxygen)", unit: "L/min"),
        ]
    }

    /// NEWS2 0.
    static let well = vitalSigns(
        heartRate: 72, respiratoryRate: 14, oxygenSaturation: 98, temperature: 36.8, systolic: 124)

    /// NEWS2 3 + 3 + 3 + 2 = 11 and more: no doubt about it.
    static let failing = vitalSigns(
        heartRate: 135, respiratoryRate: 30, oxygenSaturation: 86, temperature: 39.4, systolic: 88, consciousness: "V",
        oxygen: 4)
}

/// An ORU^R01 message, written by the test itself.
struct WardMessage {
    var controlID: String
    var patient: String
    var name = "MUSTERFRAU^ERIKA"
    var sex = "F"
    /// PV1-44, seconds since 1970.
    var admitted: Int?
    /// OBX-14.
    var effective: Int
    /// MSH-7; by default when the values were true.
    var issued: Int?
    var results: [WardResult]
    /// MSH-3.
    var sender = "SYSTEMTEST"

    /// The message without its block.
    var text: String {
        var visit = [String](repeating: "", count: 45)
        visit[0] = "1"
        visit[1] = "I"
        visit[2] = "W7^12^A"
        visit[43] = admitted.map(hl7Time) ?? ""
        let issued = hl7Time(issued ?? effective)
        var segments = [
            "MSH|^~\\&|\(sender)|HOSP|WARDWATCH|HOSP|\(issued)||ORU^R01^ORU_R01|\(controlID)|P|2.5",
            "PID|1||\(patient)||\(name)|||\(sex)",
            "PV1|" + visit.joined(separator: "|"),
            "OBR|1|||85353-1^Vital signs^LN|||\(hl7Time(effective))",
        ]
        for (index, result) in results.enumerated() {
            let type = Double(result.text) == nil ? "ST" : "NM"
            segments.append(
                "OBX|\(index + 1)|\(type)|\(result.loinc)^^LN||\(result.text)|\(result.unit)|||||\(result.status)|||"
                    + hl7Time(effective))
        }
        return segments.map { "\($0)\r" }.joined()
    }
}

/// `YYYYMMDDHHMMSS+0000`.
func hl7Time(_ seconds: Int) -> String { time(seconds, format: "%Y%m%d%H%M%S+0000") }

/// `YYYY-MM-DDTHH:MM:SSZ`.
func isoTime(_ seconds: Int) -> String { time(seconds, format: "%Y-%m-%dT%H:%M:%SZ") }

/// 2026-03-01T00:00:00Z, when the tests' patients are admitted.
let admission = 1_772_323_200

private func time(_ seconds: Int, format: String) -> String {
    var (clock, parts) = (time_t(seconds), tm())
    gmtime_r(&clock, &parts)
    var buffer = [CChar](repeating: 0, count: 64)
    let count = strftime(&buffer, buffer.count, format, &parts)
    return String(decoding: buffer.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
}
