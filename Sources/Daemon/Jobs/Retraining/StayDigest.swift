internal import ClinicalDomain
internal import Crypto
internal import Foundation

/// SHA-256 of a stay's raw history: every version of every observation, and the outcomes.
///
/// It does not depend on the order in which they are read, nor on the numbers of rows.
enum StayDigest {
    static func of(_ history: EncounterHistory) -> [UInt8] {
        var lines = history.observations.map { observation in
            let key = observation.key
            return [
                "o", key.channel.rawValue, "\(key.effective.millisecondsSince1970)", key.source, key.order, key.subID,
                observation.code, "\(observation.value.bitPattern)", observation.status.rawValue,
                "\(observation.issued.millisecondsSince1970)", "\(observation.rank)",
            ].joined(separator: "\u{1f}")
        }
        lines += history.outcomes.map { "e\u{1f}\($0.name)\u{1f}\($0.at.millisecondsSince1970)" }
        var hash = SHA256()
        for line in lines.sorted() { hash.update(data: Data((line + "\n").utf8)) }
        return Array(hash.finalize())
    }
}
