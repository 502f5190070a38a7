import ClinicalDomain
import HL7v2
import Mapping
import Testing

@Suite(.enabled(if: SharedData.hasHL7, "the reference messages are not here; set WARDWATCH_SHARED"))
struct HL7MappingOracleTests {
    /// The messages of a file, each twice where it is a batch: as it is, and cut apart.
    private func messages(_ name: String) throws -> [[UInt8]] {
        let bytes = try SharedData.hl7Message(name)
        return [bytes] + HL7File(bytes).messages.map(Array.init)
    }

    @Test(arguments: SharedData.hl7Names)
    func `each OBX is an observation, a quarantine entry, or carries no value`(name: String) throws {
        for bytes in try messages(name) {
            let mapped = HL7Mapping.utc.map(bytes, received: received)
            #expect(mapped.deliveries.isEmpty == (mapped.verdict == .ignored))
            #expect(mapped.deliveries.isEmpty || mapped.deliveries.first?.message.body == bytes)
            #expect(Set(mapped.deliveries.map(\.message.identity)).count == mapped.deliveries.count)
            for delivery in mapped.deliveries where delivery.subject == nil && delivery.bed == nil {
                #expect(delivery.observations.isEmpty && delivery.quarantine.count == 1)
            }
            guard mapped.verdict == .accepted, let message = mapped.message, message.processingID ?? "P" == "P" else {
                #expect(mapped.verdict == .ignored || mapped.quarantine.count == 1)
                continue
            }
            let results = message.segments(named: "OBX")
            let silent = results.count { ["X", "I", "O", "S", "N"].contains($0.field(11).text) }
            let kept = mapped.observations.count + mapped.quarantine.count { $0.place.hasPrefix("OBX") }
            #expect((results.count - silent...results.count).contains(kept + mapped.ignoredResults))
            for observation in mapped.observations where observation.status != .enteredInError {
                let channel = try #require(ChannelTable.standard[observation.key.channel])
                #expect(channel.plausibleRange.contains(observation.value))
            }
        }
    }

    @Test(arguments: [
        ("own_corr_2_corrected", Observation.Status.corrected, 112.0, ChannelID.systolicBloodPressure, "8480-6", "1"),
        ("own_corr_3_deleted", .enteredInError, 0, .heartRate, "8867-4", "2"),
        ("own_corr_4_wrong_patient", .enteredInError, 0, .systolicBloodPressure, "8480-6", "1"),
    ])
    func `a correction, a deletion and a wrong patient are versions of one result`(
        name: String, status: Observation.Status, value: Double, channel: ChannelID, code: String, subID: String
    ) throws {
        let observation = try #require(
            HL7Mapping.utc.map(try SharedData.hl7Message(name), received: received).observations.first)
        #expect(observation.status == status)
        #expect(observation.value == value)
        #expect(
            observation.key
                == Observation.Key(
                    channel: channel, effective: try instant("2026-03-01T08:00:00Z"), source: "MON", code: code,
                    order: "VS900", subID: subID))
    }

    @Test
    func `what monitors send as absent, impossible or mislabelled never becomes a value`() throws {
        for name in [
            "pcd01_comen_nc5_fahrenheit_sentinel", "mon_northern_implausible_aperiodic", "draeger_atlan_sim",
            "own_sn_comparator_spo2",
        ] {
            let mapped = HL7Mapping.utc.map(try SharedData.hl7Message(name), received: received)
            #expect(!mapped.quarantine.isEmpty, "\(name)")
            for observation in mapped.observations {
                #expect(![8_388_607, -999, -100, 384.5].contains(observation.value), "\(name)")
            }
        }
    }
}
