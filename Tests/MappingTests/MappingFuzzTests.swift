import ClinicalDomain
import Mapping
import Testing

/// 20 000 damaged inputs in total, the same in every run.
struct MappingFuzzTests {
    /// What holds for a delivery of any bytes.
    private func check(_ delivery: Delivery) {
        #expect(delivery.message.identity.count == 32)
        if delivery.subject == nil, delivery.bed == nil {
            #expect(delivery.observations.isEmpty && delivery.outcomes.isEmpty && !delivery.quarantine.isEmpty)
        }
        #expect(delivery.subject?.patient.identifier.isEmpty != true)
        for entry in delivery.quarantine { #expect(!entry.hint.isEmpty && entry.found.count <= 200) }
        for observation in delivery.observations where observation.status != .enteredInError {
            #expect(
                ChannelTable.standard[observation.key.channel]?.plausibleRange.contains(observation.value) == true)
        }
    }

    @Test
    func `8 000 damaged HL7 messages never trap and lose nothing silently`() throws {
        let visit = "PV1|1|I|ICU^3^B||||||||||||||||V-17|||||||||||||||||||||||||202606140830+0200"
        var corpus = [
            oru(visit, "OBR|1||||||20260615090000", obx(), obx(status: "X"), obx(code: "67775-7^^LN", value: "A")),
            oru(obx(), "PID|2||4712", obx(value: "98.6", unit: "[degF]", status: "D")), oru(type: "ADT^A03", visit),
        ]
        if SharedData.hasHL7 { corpus += try SharedData.hl7Names.map { try SharedData.hl7Message($0) } }
        var mutator = Mutator(corpus: corpus, interesting: "|^~\\&\"MSHPIDOBX0-+.TLN", seed: 1)
        var accepted = 0
        for _ in 0..<8_000 {
            let bytes = mutator.next()
            let mapped = HL7Mapping { _ in 3600 }.map(bytes, received: readFromFile)
            #expect(mapped.deliveries.isEmpty == (mapped.verdict == .ignored))
            #expect(mapped.deliveries.isEmpty || mapped.deliveries.first?.message.body == bytes)
            for delivery in mapped.deliveries { check(delivery) }
            if mapped.verdict == .accepted { accepted += 1 }
        }
        #expect(accepted > 1_000, "the damage leaves enough to map")
    }

    @Test
    func `3 000 damaged lines of NDJSON never trap`() {
        var mutator = Mutator(
            corpus: [
                "{\"patient\":\"4711\",\"code\":\"8867-4\",\"value\":88,\"unit\":\"/min\",\"effective\":\"2026-11-23T01:02:03Z\"}",
                "{\"patient\":7,\"outcome\":\"death\",\"effective\":\"2026-11-23T01:02Z\",\"admitted\":\"2026-11-20\",\"sex\":\"male\"}",
                "{\"patient\":\"ä\",\"channel\":\"consciousness\",\"value\":\"A\",\"effective\":\"2026-11-23\",\"bed\":null}",
            ].map { Array($0.utf8) }, interesting: "{}[]\",:0-+.eE\\utrn", seed: 2)
        let mapping = NDJSONMapping()
        var usable = 0
        for number in 0..<3_000 {
            let delivery = mapping.map(line: mutator.next(), number: number, received: readFromFile)
            check(delivery)
            if !delivery.observations.isEmpty || !delivery.outcomes.isEmpty { usable += 1 }
            #expect(delivery.observations.count + delivery.outcomes.count + delivery.quarantine.count == 1)
        }
        #expect(usable > 300)
    }

    @Test
    func `3 000 damaged files of CSV never trap and throw only format errors`() throws {
        var files = Mutator(
            corpus: [
                """
                patient,code,value,unit,effective,status,outcome
                4711,8867-4,88,/min,2026-11-23T01:02:03Z,final,
                4711,,,,2026-11-23T01:02:03Z,,death
                "a,b",8310-5,98.6,[degF],2026-11-23T01:02:03Z,corrected,
                """,
                """
                #wardwatch patient=MRN effective="Chart Time" time-format="dd.MM.yyyy HH:mm" time-zone=UTC
                #column "HF" code=8867-4 unit=/min
                MRN;Chart Time;HF;bodyTemperature [Cel]
                4711;23.11.2026 08:05;88;36,8
                4712;23.11.2026 08:05;"8
                8";NA
                """,
            ].map { Array($0.utf8) }, interesting: ",;\"#= \n0-+.eHmyd'[]", seed: 3)
        var (mapped, refused) = (0, 0)
        for _ in 0..<3_000 {
            do throws(FileFormatError) {
                var mapping = CSVFileMapping()
                for (index, line) in files.next().split(separator: 10).enumerated() {
                    let found = try mapping.take(line: Array(line), number: index + 1, received: readFromFile)
                    for delivery in found { check(delivery) }
                    mapped += found.count
                }
                for delivery in try mapping.finish(received: readFromFile) { check(delivery) }
            } catch {
                refused += 1
                #expect(!error.description.isEmpty && !error.hint.isEmpty)
            }
        }
        #expect(mapped > 3_000 && refused > 300, "the damage leaves enough to map")
    }

    @Test
    func `3 000 damaged records of 2019 never trap and throw only format errors`() {
        let record = """
            HR|O2Sat|FiO2|Age|Gender|ICULOS|SepsisLabel
            97|95|NaN|60|1|1|0
            NaN|96|0.5|60|1|2|1
            99|-50|4000|60|1|3|1
            """
        var mutator = Mutator(corpus: [Array(record.utf8)], interesting: "|NaN-.e0123456789", seed: 5)
        let mapping = PhysioNet2019Mapping(admitted: received)
        var usable = 0
        for _ in 0..<3_000 {
            do throws(FileFormatError) {
                let delivery = try mapping.map(mutator.next(), name: "p", received: readFromFile)
                check(delivery)
                usable += 1
            } catch {
                #expect(!error.description.isEmpty && !error.hint.isEmpty)
            }
        }
        #expect(usable > 1_000)
    }

    @Test
    func `3 000 damaged files of 2012 never trap and throw only format errors`() {
        let record = "\(PhysioNet2012Mapping.recordHeader)\n00:00,Age,54\n00:00,Gender,0\n00:07,HR,73\n37:08,FiO2,0.5\n"
        let outcomes = "\(PhysioNet2012Mapping.outcomeHeader)\n132539,6,1,5,-1,0\n132540,16,8,8,3,1\n"
        var mutator = Mutator(
            corpus: [Array(record.utf8), Array(outcomes.utf8)], interesting: ",:-.\n0123456789", seed: 6)
        let mapping = PhysioNet2012Mapping(admitted: received)
        var usable = 0
        for _ in 0..<3_000 {
            do throws(FileFormatError) {
                for delivery in try mapping.map(mutator.next(), name: "132539", received: readFromFile) {
                    check(delivery)
                }
                usable += 1
            } catch {
                #expect(!error.description.isEmpty && !error.hint.isEmpty)
            }
        }
        #expect(usable > 1_000)
    }
}
