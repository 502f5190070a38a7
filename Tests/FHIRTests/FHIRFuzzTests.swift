import FHIR
import Testing

/// 40 000 damaged resources, the same in every run: half of them damaged as bytes, half as values.
struct FHIRFuzzTests {
    private static let sample = """
        {"resourceType":"Observation","id":"1","status":"final","code":{"coding":[{"system":"http://loinc.org",\
        "code":"85354-9"}]},"subject":{"reference":"Patient/1"},"effectivePeriod":{"start":"2026-06-15",\
        "end":"2026-06-15T12:30:00+02:00"},"component":[{"code":{"text":"\\u00e9\\ud83d\\ude00"},"valueQuantity":\
        {"value":-1.50e+3,"system":"http://unitsofmeasure.org","code":"mm[Hg]"}}],"_issued":{"id":"x"}}
        """

    /// Structure, escapes, numbers, lead and continuation bytes: what a parser trips over.
    private static let interesting =
        Array("{}[]\",:\\/ubnrtf0123456789-+.eE#_ \t\n\rNI".utf8) + [0x00, 0x1F, 0x7F, 0x80, 0xC3, 0xED, 0xF4, 0xFF]

    private static let extremes = [
        "9223372036854775808", "-0", "1e999", "1E-999", "NaN", "\"\"", "null", "{}", "[]", "[[[[[[[[", "\\ud800",
        "\"resourceType\":", "2026-02-30", "9999-12-31T23:59:60.999+14:00", "0001-01-01", "_", "#",
    ]

    private var corpus: [[UInt8]] {
        get throws {
            let examples = try Oracles.examples.map { try Oracles.bytes($0) }
            let negatives = try Oracles.negatives.map { try Oracles.bytes("negative/\($0)") }
            return [Array(Self.sample.utf8)] + (examples + negatives).filter { $0.count < 2_500 }
        }
    }

    @Test
    func `20 000 texts with damaged bytes never trap, and what can be read is read alike again`() throws {
        let corpus = try corpus
        var generator = SeededGenerator(seed: 20_260_615)
        var readable = 0
        for _ in 0..<20_000 {
            var bytes = corpus.randomElement(using: &generator) ?? []
            for _ in 0..<Int.random(in: 1...3, using: &generator) { mutate(&bytes, corpus, &generator) }
            do throws(JSONError) {
                exercise(try JSONValue(parsing: bytes))
                readable += 1
            } catch {
                #expect((0...bytes.count).contains(error.byteOffset))
                #expect(error.line >= 1 && error.column >= 1 && !error.hint.isEmpty && !error.issue.diagnostics.isEmpty)
            }
        }
        #expect(readable > 2_000)
    }

    @Test
    func `20 000 resources with damaged values never trap, and every fault has a place`() throws {
        let corpus = try corpus.compactMap { try? JSONValue(parsing: $0) }
        var generator = SeededGenerator(seed: 4)
        var faulty = 0
        for _ in 0..<20_000 {
            var value = corpus.randomElement(using: &generator) ?? .null
            for _ in 0..<Int.random(in: 1...3, using: &generator) {
                value = mutated(value, donor: corpus.randomElement(using: &generator) ?? .null, &generator)
            }
            if !exercise(value).isEmpty { faulty += 1 }
        }
        #expect(faulty > 10_000)
    }

    @Test
    func `random bytes never trap`() {
        var generator = SeededGenerator(seed: 1)
        for _ in 0..<5_000 {
            let length = Int.random(in: 0...80, using: &generator)
            let bytes = (0..<length).map { _ in Self.interesting.randomElement(using: &generator) ?? 0 }
            if let value = try? JSONValue(parsing: bytes) { exercise(value) }
        }
    }

    private func mutate(_ bytes: inout [UInt8], _ corpus: [[UInt8]], _ generator: inout SeededGenerator) {
        guard !bytes.isEmpty else { return }
        let at = Int.random(in: 0..<bytes.count, using: &generator)
        switch Int.random(in: 0..<7, using: &generator) {
        case 0: bytes[at] = UInt8.random(in: 0...255, using: &generator)
        case 1: bytes[at] = Self.interesting.randomElement(using: &generator) ?? 0
        case 2: bytes.insert(Self.interesting.randomElement(using: &generator) ?? 0, at: at)
        case 3: bytes.removeSubrange(at..<min(bytes.count, at + Int.random(in: 1...9, using: &generator)))
        case 4: bytes.insert(contentsOf: (Self.extremes.randomElement(using: &generator) ?? "").utf8, at: at)
        case 5:
            let slice = Array(bytes[at..<min(bytes.count, at + 40)])
            bytes.insert(contentsOf: slice, at: Int.random(in: 0...bytes.count, using: &generator))
        default: bytes.removeSubrange(at...)
        }
    }

    /// The value with one member or item removed, doubled, renamed or replaced, anywhere in it.
    private func mutated(_ value: JSONValue, donor: JSONValue, _ generator: inout SeededGenerator) -> JSONValue {
        switch value {
        case .object(var object) where !object.isEmpty:
            guard let member = object.members.randomElement(using: &generator) else { return value }
            switch Int.random(in: 0..<12, using: &generator) {
            case 0: object[member.name] = nil
            case 1: object["_\(member.name)"] = member.value
            case 2: object[member.name] = odd(donor, &generator)
            case 3:
                let other = donor.object?.members.randomElement(using: &generator)
                object[other?.name ?? "foo"] = other?.value ?? .null
            default: object[member.name] = mutated(member.value, donor: donor, &generator)
            }
            return .object(object)
        case .array(var items) where !items.isEmpty:
            let at = Int.random(in: 0..<items.count, using: &generator)
            switch Int.random(in: 0..<8, using: &generator) {
            case 0: items.remove(at: at)
            case 1: items.append(items[at])
            default: items[at] = mutated(items[at], donor: donor, &generator)
            }
            return .array(items)
        default: return odd(donor, &generator)
        }
    }

    private func odd(_ donor: JSONValue, _ generator: inout SeededGenerator) -> JSONValue {
        let extreme = Self.extremes.randomElement(using: &generator) ?? ""
        return switch Int.random(in: 0..<7, using: &generator) {
        case 0: .null
        case 1: .array([])
        case 2: .object(JSONObject())
        case 3: .number(JSONNumber(extreme) ?? JSONNumber(.min))
        case 4: .bool(true)
        case 5: donor
        default: .string(extreme)
        }
    }

    /// Reads everything that can be read and returns what the validator found.
    @discardableResult
    private func exercise(_ value: JSONValue) -> [OperationOutcome.Issue] {
        let bytes = value.serialized()
        #expect((try? JSONValue(parsing: bytes))?.serialized() == bytes)
        let issues = FHIRValidator.issues(value, expectedType: nil)
        #expect(issues.count <= FHIRValidator.maximumIssues + 1)
        #expect(issues.filter { $0.severity == .error }.allSatisfy { $0.expression?.isEmpty == false })
        let observation = ObservationResource(value)
        _ = (observation.identifiers, observation.categories, observation.codes, observation.componentCodes)
        _ = (observation.subject?.target, observation.subject?.base, observation.encounter?.target)
        _ = observation.effective { _ in 7_200 }
        let patient = PatientResource(value)
        _ = (patient.birthDate?.milliseconds(), patient.familyNames, patient.nameParts)
        let encounter = EncounterResource(value)
        _ = (encounter.class, encounter.period, encounter.locations, encounter.dischargeDispositions)
        return issues
    }
}
