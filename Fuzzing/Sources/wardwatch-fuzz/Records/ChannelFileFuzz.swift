internal import ClinicalDomain

@testable internal import ChannelFiles

/// Channel files: an error says where, and no row takes a built-in channel away or changes its unit.
enum ChannelFileFuzz {
    static func run(_ bytes: [UInt8]) {
        let text = String(decoding: bytes, as: UTF8.self)
        do throws(ChannelFileError) {
            let table = try ChannelFile.table(text: text, path: "channels.toml", base: .standard)
            for channel in ChannelTable.standard.channels {
                claim(table[channel.id]?.unit == channel.unit, "a built-in channel keeps its unit")
            }
            for channel in table.channels {
                let range = channel.plausibleRange
                claim(range.lowerBound.isFinite && range.upperBound.isFinite, "a plausible range has two ends")
                claim(channel.canonicalValue(1, unit: channel.unit) == 1, "the canonical unit is accepted")
            }
        } catch {
            claim(!"\(error)".isEmpty && !error.hint.isEmpty, "an error says what and what to do")
        }
    }
}
