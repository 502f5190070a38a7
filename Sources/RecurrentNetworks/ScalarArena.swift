/// One growing block of memory that the buffers of a batch are cut from.
///
/// It never shrinks: the second batch of a size allocates nothing. The contents are undefined after ``reserve(_:)``.
final class ScalarArena<Scalar: NetworkScalar> {
    /// Buffers start at multiples of this many scalars, 64 bytes for `Float`.
    static var alignment: Int { 16 }

    private(set) var base: UnsafeMutablePointer<Scalar>
    private(set) var capacity: Int

    init() {
        capacity = Self.alignment
        base = Self.allocate(capacity)
    }

    deinit { UnsafeMutableRawPointer(base).deallocate() }

    /// Makes room for `count` scalars; pointers cut from the arena before are invalid if it grows.
    func reserve(_ count: Int) {
        guard count > capacity else { return }
        UnsafeMutableRawPointer(base).deallocate()
        capacity = count
        base = Self.allocate(count)
    }

    private static func allocate(_ count: Int) -> UnsafeMutablePointer<Scalar> {
        let raw = UnsafeMutableRawPointer.allocate(byteCount: count * MemoryLayout<Scalar>.stride, alignment: 64)
        let base = raw.bindMemory(to: Scalar.self, capacity: count)
        base.initialize(repeating: 0, count: count)
        return base
    }
}
