import ClinicalDomain
import Testing

@Suite struct ChannelMeaningTests {
    private let table = ChannelTable.standard

    /// A triplet as it stands in OBX-3.
    private static func term(_ text: String) -> CodedTerm {
        let parts = (text + "^^").split(separator: "^", omittingEmptySubsequences: false).map(String.init)
        return CodedTerm(code: parts[0], text: parts[1], system: parts[2])
    }

    private func name(_ text: String, alternate: String? = nil) -> String {
        switch table.meaning(of: Self.term(text), alternate: alternate.map(Self.term)) {
        case .channel(let channel, _): channel.id.rawValue
        case .ignored: "ignored"
        case .conflict: "conflict"
        case .unknown: "unknown"
        }
    }

    @Test func `no code of a system stands twice, and every code names a channel of the table`() {
        let keys = table.codes.map { "\($0.system)^\($0.code)" }
        #expect(Set(keys).count == keys.count)
        for row in table.codes {
            if let channel = row.channel { #expect(table[channel] != nil, "\(row)") }
            #expect((0...9).contains(row.rank))
            #expect(!row.needsName || !row.names.isEmpty)
        }
        let names = table.codes.filter { $0.system == "MDC" }.flatMap(\.names)
        #expect(Set(names).count == names.count, "a reference id belongs to one number")
    }

    @Test func `texts are listed once and name channels of the table`() {
        let texts = table.texts.map { $0.text.lowercased() }
        #expect(Set(texts).count == texts.count)
        #expect(table.texts.flatMap(\.channels).allSatisfy { table[$0] != nil })
    }

    @Test func `every row means its channel, by number, by name, and by both`() {
        for row in table.codes where row.code != CodeRow.anyCode {
            let expected = row.channel?.rawValue ?? "ignored"
            for text in row.names + (row.needsName ? [] : [""]) {
                #expect(name("\(row.code)^\(text)^\(row.system)") == expected, "\(row)")
            }
            guard row.system == "MDC" else { continue }
            for reference in row.names {
                #expect(name("\(reference)^^MDC") == expected)
                #expect(name("\(reference)^some text^MDC") == expected)
                #expect(name("\(row.code)^\(reference)^") == expected, "the reference id says the system")
            }
        }
    }

    @Test func `a standard's number in the hexadecimal of Philips means the same`() throws {
        let own = Set(table.codes.filter { $0.system == "MDIL" }.map(\.code))
        for row in table.codes where row.system == "MDC" {
            let number = try #require(Int(row.code))
            let code = try #require(MDILCode.text(number))
            #expect(MDILCode.number(code) == number)
            guard !own.contains(code) else { continue }
            let expected = table.meaning(of: CodedTerm(code: row.code, system: "MDC"))
            #expect(table.meaning(of: CodedTerm(code: code, system: "MDIL")) == expected)
            #expect(table.meaning(of: CodedTerm(code: code.uppercased(), system: "mdil")) == expected)
        }
    }

    @Test(arguments: [
        ("0002-4bb8", 150_456), ("0002-4182", 147_842), ("0004-0aa0", 264_864), ("0004-1140", 266_560),
        ("0002-4A15", 150_037), ("0000-0000", 0), ("ffff-ffff", 4_294_967_295),
    ])
    func `codes of Philips are partition and term`(text: String, number: Int) {
        #expect(MDILCode.number(text) == number)
        #expect(MDILCode.text(number) == text.lowercased())
    }

    @Test(arguments: [
        "", "0002", "0002-4bb", "0002-4bb80", "00024-bb8", "0002_4bb8", "0002-4bg8", "００02-4bb8", "-002-4bb8",
    ])
    func `what is not of that form has no number`(text: String) {
        #expect(MDILCode.number(text) == nil)
        #expect(MDILCode.text(-1) == nil && MDILCode.text(1 << 32) == nil)
    }

    @Test(arguments: [
        ("8867-4^^LN", "heartRate"), ("8867-4^^ln", "heartRate"), ("8867-4^^LOINC", "heartRate"),
        ("8867-4^^http://loinc.org", "heartRate"), ("8867-4^^urn:oid:2.16.840.1.113883.6.1", "heartRate"),
        ("147842^^urn:iso:std:iso:11073:10101", "heartRate"), ("0002-4BB8^^MDIL", "oxygenSaturation"),
        ("8867-4^^", "unknown"), ("8867-4^^99X", "unknown"), ("147842^^", "unknown"), ("^^", "unknown"),
    ])
    func `systems count under all their names, and none is guessed`(term: String, expected: String) {
        #expect(name(term) == expected)
    }

    @Test(arguments: [
        // A number with the reference id of another, or with one that nobody knows.
        "150017^MDC_PRESS_BLD_NONINV_SYS^MDC", "147842^MDC_RESP_RATE^MDC", "147842^MDC_NO_SUCH_TERM^MDC",
        "0002-4bb8^MDC_ECG_HEART_RATE^MDIL",
        // A number that nobody knows with a known text.
        "1^MDC_ECG_HEART_RATE^MDC", "999999^MDC_TEMP^MDC", "0002-4190^SpO2^MDIL", "99999-9^Heart rate^LN",
        // A free text that is known as something else.
        "8867-4^Respiratory rate^LN", "147842^SpO2^MDC", "0002-4182^PVC^MDIL", "0002-4bb8^ HR ^MDIL",
        "150488^SpO2^MDC", "8480-6^Diastolic blood pressure^LN", "MDC_PRESS_BLD_SYS^Diastolic^MDC",
    ])
    func `a code and a text that disagree are in conflict`(term: String) {
        #expect(name(term) == "conflict")
        guard case .conflict(let expected) = table.meaning(of: Self.term(term)) else { return }
        #expect(expected.contains(" "), "says in words what would have fitted")
    }

    @Test(arguments: [
        ("8867-4^Herzfrequenz^LN", "heartRate"), ("8867-4^Pulse^LN", "heartRate"),
        ("8867-4^HEART RATE^LN", "heartRate"),
        ("0002-5000^SML^MDIL", "respiratoryRate"), ("150033^Systolic blood pressure^MDC", "systolicArterialPressure"),
        ("8480-6^Systolic blood pressure^LN", "systolicBloodPressure"), ("2708-6^SpO2^LN", "oxygenSaturation"),
        ("2713-6^SaO2^LN", "arterialOxygenSaturation"),
    ])
    func `a text that is not known, or may mean the channel, contradicts nothing`(term: String, expected: String) {
        #expect(name(term) == expected)
    }

    @Test(arguments: [
        ("001000^VITAL HR", "heartRate"), ("001000^", "unknown"), ("001000^VITAL SpO2", "unknown"),
        ("001000^VITAL HR^LOCAL", "unknown"), ("009000^NIBP SYS", "systolicBloodPressure"),
        ("009000^NIBP MEAN", "unknown"),
    ])
    func `codes without a system count only with their text`(term: String, expected: String) {
        #expect(name(term) == expected)
    }

    @Test func `the rest of a system is ignored unless its text is known`() {
        #expect(name("999^MNDRY_SOMETHING^99MNDRY") == "ignored")
        #expect(name("99MNDRY-NIBP-SYS^NIBP Sys^99MNDRY") == "unknown", "it may be wanted, so it is shown")
    }

    @Test(arguments: [
        ("1^^GH", "8867-4^^LN", "heartRate"), ("8867-4^^LN", "1^^GH", "heartRate"),
        ("147842^^MDC", "8867-4^^LN", "heartRate"), ("147842^^MDC", "9279-1^^LN", "conflict"),
        ("1^^GH", "2^^GH", "unknown"), ("1^^GH", "1^MDC_TEMP^MDC", "conflict"),
        ("148066^^MDC", "8867-4^^LN", "conflict"),
        ("148066^^MDC", "1^^GH", "ignored"), ("147842^SpO2^MDC", "8867-4^^LN", "conflict"),
    ])
    func `an alternate code stands in for an unknown one and must not contradict a known one`(
        first: String, alternate: String, expected: String
    ) {
        #expect(name(first, alternate: alternate) == expected)
    }

    @Test func `the rank is that of the first code that is known`() {
        func rank(_ text: String, _ alternate: String? = nil) -> Int? {
            guard case .channel(_, let rank) = table.meaning(of: Self.term(text), alternate: alternate.map(Self.term))
            else { return nil }
            return rank
        }
        #expect(rank("151578^^MDC", "9279-1^^LN") == 5)
        #expect(rank("1^^GH", "9279-1^^LN") == 0)
        let order = ["9279-1^^LN", "151570^^MDC", "151562^^MDC", "151578^^MDC", "151658^^MDC"].compactMap { rank($0) }
        #expect(order == order.sorted() && Set(order).count == 5, "spot check, airway, unspecified, impedance, pleth")
    }
}
