import HL7v2
import Testing

struct AcknowledgmentPolicyTests {
    private func codes(_ policy: AcknowledgmentPolicy, _ header: String?) throws -> [String?] {
        let message = try header.map { try HL7Message(parsing: Array($0.utf8)) }
        return [.accepted, .error, .rejected].map { policy.code(for: $0, to: message)?.rawValue }
    }

    private static func header(_ accept: String, _ application: String, type: String = "ORU^R01") -> String {
        "MSH|^~\\&|||||||\(type)|1|P|2.6|||\(accept)|\(application)\r"
    }

    private static let askingTable: [(String, String, [String?])] = [
        ("", "", ["AA", "AE", "AR"]), ("AL", "NE", ["CA", "CE", "CR"]), ("NE", "AL", ["AA", "AE", "AR"]),
        ("AL", "AL", ["AA", "AE", "AR"]), ("NE", "NE", [nil, nil, nil]),
    ]

    @Test(arguments: askingTable)
    func `auto gives what MSH-15 and MSH-16 ask for`(accept: String, application: String, codes: [String?]) throws {
        #expect(try self.codes(.auto, Self.header(accept, application)) == codes)
    }

    @Test(arguments: askingTable)
    func `the other policies give the same whatever is asked for`(
        accept: String, application: String, codes: [String?]
    ) throws {
        let header = Self.header(accept, application)
        #expect(try self.codes(.original, header) == ["AA", "AE", "AR"])
        #expect(try self.codes(.accept, header) == ["CA", "CE", "CR"])
        #expect(try self.codes(.none, header) == [nil, nil, nil])
    }

    @Test
    func `what cannot be read is answered in the mode of the listener, original for auto`() throws {
        #expect(try codes(.auto, nil) == ["AA", "AE", "AR"])
        #expect(try codes(.original, nil) == ["AA", "AE", "AR"])
        #expect(try codes(.accept, nil) == ["CA", "CE", "CR"])
        #expect(try codes(.none, nil) == [nil, nil, nil])
    }

    @Test
    func `an acknowledgment is answered only where it asks for it`() throws {
        #expect(try codes(.auto, Self.header("", "", type: "ACK^R01^ACK")) == [nil, nil, nil])
        #expect(try codes(.auto, Self.header("", "", type: "ACK")) == [nil, nil, nil])
        #expect(try codes(.auto, Self.header("AL", "NE", type: "ACK^A01^ACK")) == ["CA", "CE", "CR"])
        #expect(try codes(.auto, Self.header("AL", "NE", type: "ACK") + "MSA|CA|1\r") == [nil, nil, nil])
        #expect(try codes(.auto, Self.header("AL", "NE", type: "ACK") + "MSA|AA|1\r") == ["CA", "CE", "CR"])
        #expect(try codes(.original, Self.header("", "", type: "ACK")) == [nil, nil, nil])
    }

    @Test
    func `the words of the configuration are the names of the policies`() {
        #expect(AcknowledgmentPolicy.allCases.map(\.rawValue) == ["auto", "original", "accept", "none"])
    }
}
