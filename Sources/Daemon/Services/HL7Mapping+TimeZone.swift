public import ClinicalDomain
public import Foundation
internal import Ingest
public import Mapping

extension HL7Mapping {
    /// A mapping for a site: times without an offset are local times of its zone.
    public init(
        timeZone: TimeZone, channels: ChannelTable = .standard, acceptsTestMessages: Bool = false,
        outcomeRules: [OutcomeRule] = []
    ) {
        self.init(
            channels: channels, acceptsTestMessages: acceptsTestMessages, outcomeRules: outcomeRules,
            localOffset: timeZone.localOffset)
    }
}
