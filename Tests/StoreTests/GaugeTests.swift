import ClinicalDomain
import Testing

@testable import Store

/// ``WardwatchStore/gauges(activeHours:)`` against the counts that read whole tables.
struct GaugeTests {
    @Test func `what is in force, waits and is open is counted, and files are measured`() async throws {
        let temporary = try TemporaryStore()
        let store = temporary.store
        let empty = try await store.gauges(activeHours: 24)
        #expect(empty.alerts.isEmpty && empty.quarantine.isEmpty)
        #expect(empty.newestEffective == nil && empty.waitingSince == nil)
        var delivery = Delivery.sample("A 3", patient: "A", encounter: Encounter(), observations: [.sample(at: 2.5)])
        delivery.message.received = hour(3)
        delivery.quarantine = [
            QuarantineEntry(reason: .implausible, place: "OBX[1]-5", found: "900", hint: "-"),
            QuarantineEntry(reason: .implausible, place: "OBX[2]-5", found: "901", hint: "-"),
            QuarantineEntry(reason: .unknownCode, place: "OBX[3]-3", found: "x", hint: "-"),
        ]
        _ = try await store.append([delivery])
        let (gauges, counts) = (try await store.gauges(activeHours: 24), try await store.counts())
        #expect(gauges.quarantine == [.implausible: 2, .unknownCode: 1] && gauges.quarantine == counts.quarantine)
        #expect(gauges.newestEffective == hour(2.5) && gauges.waitingSince == hour(3))
        #expect(gauges.databaseBytes == counts.databaseBytes && gauges.logBytes == counts.logBytes)
        #expect(gauges.databaseBytes + gauges.logBytes > 0)
        try await store.raiseServiceAlert(.receiver, subject: "pager", at: hour(4), isShadow: false)
        #expect(try await store.gauges(activeHours: 24).alerts == [.open: 1])
        let id = try #require(try await store.serviceAlerts().first?.id)
        try await store.change([(id, .clear(at: hour(5), .recovery))])
        #expect(try await store.gauges(activeHours: 24).alerts.isEmpty)
    }
}
