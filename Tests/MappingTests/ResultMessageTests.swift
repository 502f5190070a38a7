import ClinicalDomain
import Mapping
import Testing

struct ResultMessageTests {
    private static let sent = Instant(millisecondsSince1970: 1_781_525_000_123)
    /// Delimiters, escapes, the HL7 null, line ends and characters beyond ASCII.
    private static let texts = ["", "1.2", "a|b", "^~\\&", "\"\"", "\\F\\", "ä 心", "line end", "#", "&amp;"]

    private func subject(_ generator: inout SeededGenerator) -> Delivery.Subject {
        func time() -> Instant? {
            Bool.random(using: &generator)
                ? Instant(millisecondsSince1970: Int64.random(in: 0...1_781_526_600_000, using: &generator)) : nil
        }
        let identifier = "HOSP:" + (Self.texts.randomElement(using: &generator) ?? "") + "7"
        return Delivery.Subject(
            patient: Patient(
                identifier: identifier,
                birthDate: Bool.random(using: &generator)
                    ? CivilDate(daysSince1970: Int64.random(in: -20_000...20_000, using: &generator)) : nil,
                sex: Sex.allCases.randomElement(using: &generator) ?? .unknown),
            encounter: Encounter(
                visitNumber: Self.texts.randomElement(using: &generator) ?? "",
                unit: Self.texts.randomElement(using: &generator) ?? "",
                bed: ["", "7", "3-B", "3-B-x"].randomElement(using: &generator) ?? "", admitted: time(),
                discharged: time()))
    }

    /// A random result; every bit of the value is random, so that a loss of a digit shows.
    private func observation(
        _ channel: Channel, source: String, _ generator: inout SeededGenerator
    ) -> Observation {
        let status = Observation.Status.allCases.randomElement(using: &generator) ?? .final
        var value = Double.random(in: channel.plausibleRange, using: &generator)
        var original = ""
        if channel.id == .consciousness {
            value = value.rounded()
            original = ["A", "C", "V", "P", "U"][Int(value)]
        }
        if status == .enteredInError { (value, original) = (0, "") }
        let effective = Int64.random(in: -600_000_000_000...1_781_526_600_000, using: &generator)
        let subID = Self.texts.randomElement(using: &generator) ?? ""
        let code = channel.loincCodes.randomElement(using: &generator) ?? ""
        var itsRank = 0
        if case .channel(_, let rank) = ChannelTable.standard.meaning(of: CodedTerm(code: code, system: "LN")) {
            itsRank = rank
        }
        return Observation(
            key: Observation.Key(
                channel: channel.id, effective: Instant(millisecondsSince1970: effective), source: source,
                subID: subID),
            code: code, value: value, original: original, status: status, issued: Self.sent, rank: itsRank)
    }

    @Test(arguments: 0..<40)
    func `mapping a result message gives patient, stay and all observations back exactly`(seed: Int) throws {
        var generator = SeededGenerator(seed: UInt64(seed))
        let source = Self.texts.randomElement(using: &generator) ?? ""
        let subject = subject(&generator)
        let observations = ChannelTable.standard.channels.filter { !$0.loincCodes.isEmpty }.flatMap { channel in
            (0..<3).map { _ in observation(channel, source: source, &generator) }
        }
        let bytes = try ResultMessage(sendingApplication: source).bytes(
            subject: subject, observations: observations, sent: Self.sent, controlID: "\(seed)")

        let mapped = HL7Mapping.utc.map(bytes, received: received)
        #expect(mapped.verdict == .accepted)
        #expect(mapped.quarantine.isEmpty)
        #expect(mapped.deliveries.count == 1)
        #expect(mapped.deliveries.first?.subject == subject)
        #expect(mapped.observations == observations)
    }

    @Test
    func `the smallest and the largest value of each channel survive`() throws {
        let channels = ChannelTable.standard.channels.filter { !$0.loincCodes.isEmpty }
        let observations = channels.flatMap { channel in
            [channel.plausibleRange.lowerBound, channel.plausibleRange.upperBound].enumerated().map { index, value in
                Observation(
                    key: Observation.Key(channel: channel.id, effective: Self.sent, source: "S", subID: "\(index)"),
                    code: channel.loincCodes.first ?? "", value: value, issued: Self.sent)
            }
        }
        let bytes = try ResultMessage(sendingApplication: "S").bytes(
            subject: Delivery.Subject(patient: Patient(identifier: "1"), encounter: Encounter()),
            observations: observations, sent: Self.sent, controlID: "1")
        #expect(HL7Mapping.utc.map(bytes, received: received).observations.map(\.value) == observations.map(\.value))
    }

    @Test
    func `a channel without a LOINC code cannot be sent and is quarantined, not lost`() throws {
        let ventilation = Observation(
            key: Observation.Key(channel: ChannelID("mechanicalVentilation"), effective: Self.sent, source: "S"),
            code: "", value: 1, issued: Self.sent)
        let bytes = try ResultMessage(sendingApplication: "S").bytes(
            subject: Delivery.Subject(patient: Patient(identifier: "1"), encounter: Encounter()),
            observations: [ventilation], sent: Self.sent, controlID: "1")
        #expect(HL7Mapping.utc.map(bytes, received: received).quarantine.map(\.reason) == [.unknownCode])
    }
}
