internal import ClinicalDomain
internal import FHIR
internal import Mapping

/// One walk over a FHIR file: it takes the resources of one phase and leaves the others to theirs.
///
/// Patients come first, because Encounters refer to them, and both before Observations, which refer to both.
struct FHIRWalk {
    /// The type that each phase takes; what is of no phase's type is counted in the last.
    private static let types: [FileDeliveries.Phase: String] = [.patients: "Patient", .encounters: "Encounter"]

    let phase: FileDeliveries.Phase
    private(set) var references: FHIRReferences
    let mapping: FHIRMapping
    private(set) var content = FileContent()

    /// A walk that knows what earlier ones learned.
    init(phase: FileDeliveries.Phase, references: FHIRReferences, mapping: FHIRMapping) {
        (self.phase, self.references, self.mapping) = (phase, references, mapping)
    }

    /// Whether a line can hold a resource of the phase: its type stands somewhere in it.
    func mayHold(_ line: [UInt8]) -> Bool {
        guard let type = Self.types[phase] else { return true }
        return String(decoding: line, as: UTF8.self).contains("\"\(type)\"")
    }

    /// Takes a line of bulk data.
    mutating func take(_ line: [UInt8], place: String, received: Instant) -> [Delivery] {
        do throws(JSONError) {
            let resource = try JSONValue(parsing: line)
            return take(resource, fullURL: nil, bytes: line, place: place, received: received)
        } catch {
            guard phase == .results else { return [] }
            content.entries += 1
            return [
                FHIRResourceReader.refusal(
                    line, place: "\(place), column \(error.column)", hint: "\(error). \(error.hint)",
                    received: received)
            ]
        }
    }

    /// Takes the beginning of a line that is too long.
    mutating func takeTooLong(_ start: [UInt8], place: String, received: Instant) -> [Delivery] {
        guard phase == .results else { return [] }
        content.entries += 1
        let hint = "the line is longer than lines may be; only its beginning is kept"
        return [FHIRResourceReader.refusal(start, place: place, hint: hint, received: received)]
    }

    /// Takes an entry of a Bundle.
    mutating func take(entry: JSONValue, place: String, received: Instant) -> [Delivery] {
        let method = entry["request"]?["method"]?.string ?? "POST"
        if method != "POST", method != "PUT" {
            guard phase == .results else { return [] }
            content.entries += 1
            if method == "GET" || method == "HEAD" {
                content.ignored += 1
                return []
            }
            return [
                FHIRResourceReader.refusal(
                    entry.serialized(), place: "\(place), request.method", reason: .unsupported, found: method,
                    hint: "a file brings resources in; send what changes others to the server", received: received)
            ]
        }
        guard let resource = entry["resource"] else {
            if phase == .results { (content.entries, content.ignored) = (content.entries + 1, content.ignored + 1) }
            return []
        }
        let fullURL = entry["fullUrl"]?.string
        return take(resource, fullURL: fullURL, bytes: resource.serialized(), place: place, received: received)
    }

    /// Takes a resource.
    mutating func take(
        _ resource: JSONValue, fullURL: String?, bytes: [UInt8], place: String, received: Instant
    ) -> [Delivery] {
        let type = resource["resourceType"]?.string ?? ""
        if phase == .results { content.entries += 1 }
        guard type == (Self.types[phase] ?? "Observation") else {
            guard phase == .results, !Self.types.values.contains(type) else { return [] }
            if type.isEmpty {
                return [
                    FHIRResourceReader.refusal(
                        bytes, place: place, hint: "expected a resource with its resourceType", received: received)
                ]
            }
            content.ignored += 1
            return []
        }
        references.learn(resource, fullURL: fullURL)
        return FHIRResourceReader(mapping: mapping, references: references).deliveries(
            of: resource, message: FHIRResourceReader.message(bytes, received: received), place: place)
    }
}
