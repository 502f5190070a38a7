public import ClinicalDomain

/// Something that happened to an alert, from the audit trail.
public struct AlertChangeListing: Sendable, Hashable {
    /// The number of the audit row: later changes have greater ones.
    public var cursor: Int64
    /// When it was recorded, by the clock.
    public var at: Instant
    /// Who: a user or a program.
    public var actor: String
    /// What was done, such as `alert.raise`.
    public var action: String
    /// The alert as the change left it, as far as the audit trail says so; the rest as it stands now.
    public var listing: AlertListing
}

extension AlertChangeListing {
    /// The part of the audit trail's detail that tells how the change left the alert; rows of before schema v005 lack it.
    private struct Detail: Decodable {
        var state: Alert.State?
        var tier: String?
        var reasons: String?
        var until: Instant?
    }

    /// Takes back what happened to the alert after this change.
    mutating func restore(detail: String) throws {
        let detail = try JSONText.decode(Detail.self, detail, table: "audit", column: "detail")
        if let tier = detail.tier.flatMap({ Int($0) }) { listing.alert.tier = tier }
        if let reasons = detail.reasons {
            listing.alert.reasons = reasons.split(separator: " ").compactMap { Alert.Reason(rawValue: String($0)) }
        }
        guard let state = detail.state else { return }
        listing.alert.state = state
        if state != .cleared { (listing.alert.cleared, listing.alert.clearing) = (nil, nil) }
        listing.alert.snoozedUntil = state == .snoozed ? detail.until ?? listing.alert.snoozedUntil : nil
        switch state {
        case .open: (listing.alert.acknowledged, listing.alert.acknowledgedBy) = (nil, nil)
        case .acknowledged where action == "alert.acknowledge":
            (listing.alert.acknowledged, listing.alert.acknowledgedBy) = (at, actor)
        case .acknowledged, .snoozed, .cleared: break
        }
    }
}
