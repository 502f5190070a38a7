internal import CRecurrentKernels

/// The panels of an LSTM layer in 16 bits a weight.
///
/// Written only while it is made.
final class CompressedPanels: Sendable {
    nonisolated(unsafe) let words: UnsafeMutablePointer<UInt32>

    init(of layer: FusedLayer) {
        let count = recurrentPanelSize(layer.shape.cell.gateCount, layer.shape.hiddenSize, layer.shape.columns)
        let raw = UnsafeMutableRawPointer.allocate(byteCount: count / 2 * MemoryLayout<UInt32>.stride, alignment: 64)
        words = raw.bindMemory(to: UInt32.self, capacity: count / 2)
        layer.kernels.pointee.compress(layer.panels, count, words)
    }

    deinit { UnsafeMutableRawPointer(words).deallocate() }
}
