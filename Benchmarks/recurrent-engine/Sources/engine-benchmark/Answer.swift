/// What goes back to the driver in a line of JSON.
struct Answer: Encodable {
    var iterations: Int?
    /// Process CPU seconds of all threads.
    var cpu: Double?
    var wall: Double?
    var versions: [String: String]?
    var unsupported: String?
    /// How far scores with weights in 16 bits lie from those in full precision.
    var meanDrift, largestDrift: Double?
}
