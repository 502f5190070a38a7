public import ClinicalDomain
internal import Foundation
public import Ingest
internal import Mapping

extension FileSettings {
    /// What a configuration says about files and messages.
    ///
    /// - Parameters:
    ///   - configuration: its zone, channel file and outcome rules count.
    ///   - admitted: the admission of records that carry no dates.
    /// - Throws: ``ChannelFileError`` when the site's own codes cannot be read.
    public init(
        _ configuration: WardwatchConfiguration, admitted: Instant = Instant(millisecondsSince1970: 0)
    ) throws(ChannelFileError) {
        let channels: ChannelTable =
            configuration.channelsFile.isEmpty ? .standard : try ChannelFile.read(path: configuration.channelsFile)
        let zone = TimeZone(identifier: configuration.timeZone) ?? .gmt
        self.init(channels: channels, timeZone: zone, outcomeRules: configuration.outcomeRules, admitted: admitted)
    }
}
