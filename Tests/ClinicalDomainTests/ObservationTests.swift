import ClinicalDomain
import Testing

@Suite struct ObservationTests {
    private func version(
        _ value: Double, _ status: Observation.Status = .final, issuedAt milliseconds: Int64 = 0
    ) -> Observation {
        let key = Observation.Key(
            channel: .heartRate, effective: Instant(millisecondsSince1970: 0), source: "MONITOR")
        return Observation(
            key: key, code: "8867-4", value: value, status: status,
            issued: Instant(millisecondsSince1970: milliseconds))
    }

    @Test func `a later issue wins whatever the status and value`() {
        #expect(version(99, .enteredInError).precedence < version(1, .preliminary, issuedAt: 1).precedence)
    }

    @Test func `at the same issue the stronger status wins whatever the value`() {
        let order: [Observation.Status] = [.preliminary, .final, .corrected, .enteredInError]
        #expect(Set(order) == Set(Observation.Status.allCases))
        for (weaker, stronger) in zip(order, order.dropFirst()) {
            #expect(version(99, weaker).precedence < version(1, stronger).precedence)
        }
    }

    @Test func `at the same issue and status the larger value wins`() {
        #expect(version(70).precedence < version(71).precedence)
        #expect(version(70).precedence == version(70).precedence)
    }

    @Test func `the version that counts does not depend on the order of arrival`() {
        let versions = [
            version(70), version(71), version(80, .corrected), version(60, .preliminary, issuedAt: 5),
            version(61, .final, issuedAt: 5), version(90, .enteredInError, issuedAt: 4),
        ]
        for _ in 0..<20 {
            let winner = versions.shuffled().max { $0.precedence < $1.precedence }
            #expect(winner == versions[4])
        }
    }

    @Test func `keys differ by channel, time, source and sub-identifier`() {
        let key = Observation.Key(
            channel: .respiratoryRate, effective: Instant(millisecondsSince1970: 0), source: "GE", subID: "airway")
        var other = key
        other.subID = "impedance"
        #expect(key != other)
        #expect(Set([key, other, key]).count == 2)
    }

    @Test func `the words of status are FHIR's`() {
        let words = Observation.Status.allCases.map(\.rawValue)
        #expect(words == ["preliminary", "final", "corrected", "entered-in-error"])
    }
}
