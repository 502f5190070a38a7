import ClinicalDomain
import Mapping
import Testing

struct HL7MappingResultTests {
    @Test(arguments: ["ORU^R01", "ORU^R30", "ORU^R40", "ORU^W01", "ORU"])
    func `every kind of result message is read`(type: String) {
        #expect(HL7Mapping.utc.map(oru(type: type, obx()), received: received).observations.map(\.value) == [96])
    }

    @Test(arguments: ["2.1", "2.2", "2.3.1", "2.5.1^DEU", "2.8", "2.9", ""])
    func `versions 2·1 to 2·9 are read`(version: String) {
        #expect(HL7Mapping.utc.map(oru(version: version, obx()), received: received).verdict == .accepted)
    }

    @Test(arguments: [
        ("SN", "^96", 96.0), ("SN", "=^96", 96), ("NM", "96,5", 96.5), ("NM", "96.50", 96.5), ("NM", "+96", 96),
    ])
    func `a number is a number however it is written`(type: String, text: String, value: Double) {
        let mapped = HL7Mapping.utc.map(oru(obx(type: type, value: text)), received: received)
        #expect(mapped.observations.map(\.value) == [value])
    }

    @Test(arguments: [
        ("SN", ">^90"), ("SN", "^18^-^22"), ("SN", "<0.10"), ("NM", ">41.0"), ("NM", "2.73x10\\S\\-7"),
        ("NM", "96^97"),
    ])
    func `a comparator, a range or a power is no value`(type: String, text: String) {
        let mapped = HL7Mapping.utc.map(oru(obx(type: type, value: text)), received: received)
        #expect(mapped.observations.isEmpty)
        #expect(mapped.quarantine.map(\.reason) == [.notNumeric])
    }

    @Test(arguments: ["NA", "NR", "ED", "FT", "TX"])
    func `waveforms and reports are not for us`(type: String) {
        let alone = HL7Mapping.utc.map(
            oru(obx(type: type, code: "131329^MDC_ECG_ELEC_POTL_I^MDC", value: "0^0^0")), received: received)
        #expect(alone.verdict == .ignored)
        #expect(alone.ignoredResults == 1)
        let wave = HL7Mapping.utc.map(
            oru(obx(type: type, code: "150456^MDC_PULS_OXIM_SAT_O2_WAVEFORM^MDC", value: "1.18^1.17"), obx()),
            received: received)
        #expect(wave.observations.map(\.value) == [96])
        #expect(wave.quarantine.isEmpty)
    }

    @Test
    func `a status one field early is a status`() {
        let early = "OBX|1|NM|8867-4^^LN||96|/min||||D|||20260615120000+0000"
        #expect(
            HL7Mapping.utc.map(oru(early), received: received).observations.map(\.status) == [.enteredInError])
        let natural = "OBX|1|NM|8867-4^^LN||96|/min||||N|||20260615120000+0000"
        #expect(HL7Mapping.utc.map(oru(natural), received: received).observations.map(\.status) == [.final])
    }

    @Test
    func `order, code, sub-id and time together are the result that is corrected`() throws {
        let mapped = HL7Mapping.utc.map(oru("OBR|1||VS900^MON|VS", obx(subID: "2")), received: received)
        #expect(
            mapped.observations.map(\.key) == [
                Observation.Key(
                    channel: .heartRate, effective: try instant("2026-06-15T12:00:00Z"), source: "MON",
                    code: "8867-4", order: "VS900", subID: "2")
            ])
    }

    @Test
    func `a time without an offset has that of the message, and the site's where that states none`() throws {
        let mapping = HL7Mapping { _ in 3600 }
        func effective(_ written: String) -> Instant? {
            mapping.map(oru(time: written, obx(time: "20260615120000")), received: received).observations.first?.key
                .effective
        }
        #expect(effective("20260615140100+0200") == (try instant("2026-06-15T10:00:00Z")))
        #expect(effective("20260615120100") == (try instant("2026-06-15T11:00:00Z")))
        #expect(effective("") == (try instant("2026-06-15T11:00:00Z")))
    }

    @Test
    func `a sender in the site's zone is read with the zone, also across a change of the clocks`() throws {
        let change = try instant("2026-03-29T02:00:00Z").millisecondsSince1970 / 1000
        let mapping = HL7Mapping { $0 < change ? 3600 : 7200 }
        let mapped = mapping.map(
            oru(time: "20260615140100+0200", obx(time: "20260301120000")), received: received)
        #expect(mapped.observations.map(\.key.effective) == [try instant("2026-03-01T11:00:00Z")])
    }

    @Test(arguments: [(8, "OBR-8"), (14, "OBR-14"), (6, "OBR-6")])
    func `where OBX-14, OBR-7 and MSH-7 say nothing, what monitors fill instead counts`(
        field: Int, name: String
    ) throws {
        let request = "OBR|" + (1...14).map { $0 == field ? "20260615100000+0000" : "" }.joined(separator: "|")
        let mapped = HL7Mapping.utc.map(oru(time: "", request, obx(time: "")), received: received)
        #expect(mapped.observations.map(\.key.effective) == [try instant("2026-06-15T10:00:00Z")], "\(name)")
        let dated = HL7Mapping.utc.map(oru(request, obx(time: "")), received: received)
        #expect(dated.observations.map(\.key.effective) == [try instant("2026-06-15T12:01:00Z")], "MSH-7 comes first")
    }

    @Test
    func `a message from the future does not outrank later corrections`() throws {
        let mapped = HL7Mapping.utc.map(oru(time: "20350101000000+0000", obx()), received: received)
        #expect(mapped.observations.map(\.issued) == [try instant("2026-06-15T12:00:00Z")])
    }

    @Test
    func `one code by airway and by impedance is told apart by the module, and the airway comes first`() throws {
        let mapped = HL7Mapping.utc.map(
            oru(
                "OBX|1||70666^MDC_DEV_ECG_RESP_VMD^MDC|1.2.0.0|||||||X",
                "OBX|2|NM|151562^MDC_RESP_RATE^MDC|1.2.1.1|30|264928^MDC_DIM_RESP_PER_MIN^MDC|||||F",
                "OBX|3||70675^MDC_DEV_GAS_VMD^MDC|1.3.0.0|||||||X",
                "OBX|4|NM|151562^MDC_RESP_RATE^MDC|1.3.1.1|18|264928^MDC_DIM_RESP_PER_MIN^MDC|||||F"),
            received: received)
        #expect(mapped.observations.map(\.value) == [30, 18])
        #expect(mapped.quarantine.isEmpty)
        let ranks = mapped.observations.map(\.rank)
        #expect(ranks.count == 2 && ranks[1] < ranks[0])
    }

    @Test
    func `a spot check comes before the trend of a monitor`() {
        let spot = "OBX|1|NM|8480-6^^LN||142|mm[Hg]|||||F||APERIODIC|20260615120000+0000"
        let mapped = HL7Mapping.utc.map(oru(spot), received: received)
        #expect(mapped.observations.map(\.rank) == [0])
    }

    @Test
    func `a sender that names no application is known by its facility`() {
        let bytes = Array(
            ("MSH|^~\\&||KC57|||20260615120100+0000||ORU^R01|C1|P|2.6\rPID|||12345\r" + obx() + "\r").utf8)
        #expect(HL7Mapping.utc.map(bytes, received: received).deliveries.map(\.message.source) == ["KC57"])
    }
}
