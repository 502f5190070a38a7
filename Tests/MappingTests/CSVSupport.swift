import ClinicalDomain
import Mapping

extension CSVFileMapping {
    /// The deliveries of a whole file, read in November 2026 or later.
    static func deliveries(_ text: String, site: CSVSite = CSVSite()) throws -> [Delivery] {
        try deliveries(Array(text.utf8), site: site)
    }

    /// The deliveries of the bytes of a file, its lines cut at LF as a reader does, CR before it dropped.
    static func deliveries(_ bytes: [UInt8], site: CSVSite = CSVSite()) throws -> [Delivery] {
        var mapping = CSVFileMapping(site: site)
        var deliveries: [Delivery] = []
        for (index, line) in bytes.split(separator: 10, omittingEmptySubsequences: false).enumerated() {
            let text = Array(line.last == 13 ? line.dropLast() : line)
            deliveries += try mapping.take(line: text, number: index + 1, received: readFromFile)
        }
        return try deliveries + mapping.finish(received: readFromFile)
    }
}

extension CSVTimeZone {
    /// Berlin in the year 2026, by the rule of directive 2000/84/EC: summer time from 29 March to 25 October, 01:00 UTC.
    static let berlin2026 = CSVTimeZone { local in
        [7200, 3600].filter { offset in
            let utc = local - Int64(offset)
            return ((1_774_746_000..<1_792_890_000).contains(utc) ? 7200 : 3600) == offset
        }
    }
}

extension CSVSite {
    /// A site in Berlin.
    static let berlin = CSVSite(zone: .berlin2026) { $0 == "Europe/Berlin" ? .berlin2026 : $0 == "UTC" ? .utc : nil }
}
