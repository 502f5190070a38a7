public import ClinicalDomain
public import Foundation
public import Mapping

/// What a site says about its files and messages: which codes mean what, and in which zone its clocks run.
public struct FileSettings: Sendable {
    /// What the columns and times of CSV files mean.
    public var csv: CSVSite
    /// How HL7 messages are read.
    public var hl7: HL7Mapping
    /// How FHIR resources are read.
    public var fhir: FHIRMapping
    /// The admission of records that carry no dates.
    public var admitted: Instant

    /// The channels that are known.
    public var channels: ChannelTable { csv.channels }

    /// Settings of a site.
    ///
    /// - Parameters:
    ///   - channels: what codes and units mean.
    ///   - timeZone: of local times that state no offset.
    ///   - outcomeRules: what else in HL7 messages tells of an outcome.
    ///   - admitted: the admission of records that carry no dates.
    public init(
        channels: ChannelTable = .standard, timeZone: TimeZone = .gmt, outcomeRules: [OutcomeRule] = [],
        admitted: Instant = Instant(millisecondsSince1970: 0)
    ) {
        let zone = CSVTimeZone(timeZone)
        csv = CSVSite(channels: channels, zone: zone) { TimeZone(identifier: $0).map { CSVTimeZone($0) } }
        hl7 = HL7Mapping(channels: channels, outcomeRules: outcomeRules, localOffset: timeZone.localOffset)
        fhir = FHIRMapping(channels: channels, localOffset: timeZone.localOffset)
        self.admitted = admitted
    }
}
