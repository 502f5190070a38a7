import ClinicalDomain
import Foundation
import Simulation

/// Writes events as NDJSON, one line for each observation and outcome, to a file or standard output.
final class FileTarget: EventTarget {
    let name: String
    let summary = ""
    /// The file; nil for standard output.
    private let handle: FileHandle?
    private let encoder = JSONEncoder()

    init(path: String) throws {
        name = path == "-" ? "standard output" : path
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        if path == "-" {
            handle = nil
            return
        }
        guard FileManager.default.createFile(atPath: path, contents: nil),
            let handle = FileHandle(forWritingAtPath: path)
        else { throw CommandError("\(path) cannot be written", hint: "check the directory and its permissions") }
        self.handle = handle
    }

    /// The fields of a line; `Mapping`'s ObservationRecord says what they mean.
    private struct Line: Encodable {
        var patient: String
        var visit: String
        var unitOfCare: String
        var bed: String
        var admitted: Instant?
        var discharged: Instant?
        var birthDate: String?
        var sex: String
        var code: String?
        var value: Double?
        var unit: String?
        var effective: Instant
        var issued: Instant?
        var status: String?
        var source: String?
        var outcome: String?

        init(_ event: SimulatedEvent, effective: Instant) {
            let (person, stay) = (event.subject.patient, event.subject.encounter)
            (patient, visit, unitOfCare, bed) = (person.identifier, stay.visitNumber, stay.unit, stay.bed)
            (admitted, discharged) = (stay.admitted, stay.discharged)
            (birthDate, sex) = (person.birthDate?.description, person.sex.rawValue)
            self.effective = effective
        }
    }

    func send(_ event: SimulatedEvent) async throws {
        var bytes = Data()
        for observation in event.observations {
            var line = Line(event, effective: observation.key.effective)
            line.code = observation.code
            line.value = observation.value
            line.unit = ChannelTable.standard[observation.key.channel]?.unit
            line.issued = observation.issued
            line.status = observation.status.rawValue
            line.source = observation.key.source
            bytes += try encoder.encode(line) + [10]
        }
        for outcome in event.outcomes {
            var line = Line(event, effective: outcome.at)
            line.outcome = outcome.name
            bytes += try encoder.encode(line) + [10]
        }
        guard let handle else { return try StandardOutput.write(Array(bytes)) }
        do {
            try handle.write(contentsOf: bytes)
        } catch {
            throw CommandError("\(name) cannot be written", hint: "check the space that is left")
        }
    }

    func finish() async throws { try handle?.close() }
}
