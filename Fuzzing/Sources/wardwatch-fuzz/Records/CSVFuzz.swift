internal import ClinicalDomain
internal import Mapping

/// CSV files: no more comes out than went in, and a row that was quarantined is read the same again.
enum CSVFuzz {
    /// The clocks of a zone that go forward at local second 7 200 and back at 10 800 of each day.
    private static let zone = CSVTimeZone { local in
        switch (local % 86_400 + 86_400) % 86_400 {
        case 7_200..<10_800: []
        case 10_800..<14_400: [7_200, 3_600]
        default: [3_600]
        }
    }
    private static let site = CSVSite(zone: zone) { $0 == "Europe/Berlin" ? zone : $0 == "UTC" ? .utc : nil }

    static func run(_ bytes: [UInt8]) {
        let lines = bytes.split(separator: 10, omittingEmptySubsequences: false)
            .map { Array($0.last == 13 ? $0.dropLast() : $0) }
        var mapping = CSVFileMapping(site: site)
        var deliveries: [Delivery] = []
        do throws(FileFormatError) {
            for (index, line) in lines.enumerated() {
                deliveries += try mapping.take(line: line, number: index + 1, received: DeliveryCheck.received)
            }
            deliveries += try mapping.finish(received: DeliveryCheck.received)
        } catch {
            claim(!"\(error)".isEmpty && !error.hint.isEmpty, "an error says what and what to do")
        }
        claim(deliveries.count <= lines.count, "a line is one row at most")
        for delivery in deliveries {
            DeliveryCheck.check(delivery)
            guard !delivery.quarantine.isEmpty else { continue }
            let again = CSVFileMapping.replay(delivery.message.body, site: site, received: DeliveryCheck.received)
            claim(again?.quarantine == delivery.quarantine, "a row is quarantined the same again")
            claim(again?.observations == delivery.observations, "a row is read the same again")
        }
    }
}
