/// One growing block of memory that the buffers of a batch are cut from.
///
/// It never shrinks: the second batch of a size allocates nothing. The contents are undefined after ``cut(_:)``.
final class ScalarArena<Scalar: NetworkScalar> {
    /// Buffers start at multiples of this many scalars, 64 bytes for `Float`.
    private static var alignment: Int { 16 }

    private var base: UnsafeMutablePointer<Scalar>
    private var capacity: Int
    private var buffers: [UnsafeMutablePointer<Scalar>] = []

    init() {
        capacity = Self.alignment
        base = Self.allocate(capacity)
    }

    deinit { UnsafeMutableRawPointer(base).deallocate() }

    /// Buffers of the given sizes, aligned to 64 bytes; those cut before are invalid.
    func cut(_ sizes: [Int]) -> [UnsafeMutablePointer<Scalar>] {
        let total = sizes.reduce(0) { $0 + Self.rounded($1) }
        if total > capacity {
            UnsafeMutableRawPointer(base).deallocate()
            // Ragged batches grow little by little: ask for more than is needed now.
            capacity = Self.rounded(total + total / 4)
            base = Self.allocate(capacity)
        }
        var next = base
        buffers.removeAll(keepingCapacity: true)
        for size in sizes {
            buffers.append(next)
            next += Self.rounded(size)
        }
        return buffers
    }

    private static func rounded(_ count: Int) -> Int { (count + alignment - 1) / alignment * alignment }

    private static func allocate(_ count: Int) -> UnsafeMutablePointer<Scalar> {
        let raw = UnsafeMutableRawPointer.allocate(byteCount: count * MemoryLayout<Scalar>.stride, alignment: 64)
        let base = raw.bindMemory(to: Scalar.self, capacity: count)
        base.initialize(repeating: 0, count: count)
        return base
    }
}
