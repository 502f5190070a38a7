/// Where a block ends, as an offset from the reader index.
enum MLLPBlockMark {
    /// Nothing up to this offset, the end of the buffer.
    case none(offset: Int)
    /// A start block.
    case start(offset: Int)
    /// An end block of one or two bytes.
    case end(offset: Int, length: Int)
    /// An end block whose second byte has not come yet.
    case pending(offset: Int)

    var offset: Int {
        switch self {
        case .none(let offset), .start(let offset), .end(let offset, _), .pending(let offset): offset
        }
    }
}
