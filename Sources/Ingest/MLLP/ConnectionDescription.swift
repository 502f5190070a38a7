/// Who is at the other end of a connection.
public struct ConnectionDescription: Sendable, Hashable {
    /// Counts the connections of a server from 1.
    public let id: Int
    /// The address of the sender, for example `10.0.0.7`; empty when it is unknown.
    public let remoteAddress: String
    /// The port of the sender.
    public let remotePort: Int?
    /// The port it connected to.
    public let localPort: Int?

    /// A description.
    public init(id: Int, remoteAddress: String, remotePort: Int? = nil, localPort: Int? = nil) {
        self.id = id
        self.remoteAddress = remoteAddress
        self.remotePort = remotePort
        self.localPort = localPort
    }
}
