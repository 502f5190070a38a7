/// Which messages a receiver of alerts gets.
public struct ReceiverInterest: Hashable, Sendable {
    /// What logs, metrics and alerts call the receiver.
    public var name: String
    /// The tiers that it is told of; empty for all.
    public var tiers: Set<Int>
    /// Whether it also gets what asks for no attention: acknowledged, put off, cleared.
    public var informs: Bool
    /// Whether it gets technical alerts.
    public var technical: Bool
    /// The units whose patients it is told of; empty for all.
    public var units: Set<String>

    /// An interest of its parts.
    public init(
        name: String, tiers: Set<Int> = [], informs: Bool = true, technical: Bool = true, units: Set<String> = []
    ) {
        (self.name, self.tiers, self.informs, self.technical, self.units) = (name, tiers, informs, technical, units)
    }

    /// Whether a message is for the receiver.
    ///
    /// Who was told of an alert hears what follows, whatever its tier and wherever the patient is moved. Nobody is told
    /// that it cannot be reached itself.
    ///
    /// - Parameters:
    ///   - message: the message.
    ///   - wasTold: whether an earlier message of the same alert was for the receiver.
    public func wants(_ message: AlertMessage, wasTold: Bool) -> Bool {
        if message.reason.isTechnical, !technical { return false }
        if message.reason == .receiver, message.subject == name { return false }
        if !message.asksForAttention, !informs { return false }
        if wasTold { return true }
        return (tiers.isEmpty || tiers.contains(message.tier))
            && (units.isEmpty || units.contains(message.unit) || message.patient.isEmpty)
    }
}
