import Foundation
import Testing

@testable import Daemon

/// Against what other files of the kernel say about this process.
struct ProcessStatisticsTests {
    /// `proc(5)`, `/proc/[pid]/status`, in kB.
    private func status(_ name: String) throws -> Double {
        let text = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
        let line = try #require(text.split(separator: "\n").first { $0.hasPrefix("\(name):") })
        return try #require(Double(line.split(separator: "\t")[1].split(separator: " ")[0]))
    }

    @Test func `memory is what the kernel's status says`() throws {
        let (before, resident) = (try status("VmSize"), try status("VmRSS"))
        let statistics = ProcessStatistics.now()
        // Tests run beside each other and allocate meanwhile.
        #expect((0.5...2).contains(Double(statistics.residentBytes) / 1024 / resident))
        #expect((0.5...2).contains(Double(statistics.virtualBytes) / 1024 / before))
    }

    @Test func `it was started before now and not long ago, and has computed since`() {
        let statistics = ProcessStatistics.now()
        let age = Date().timeIntervalSince1970 - statistics.started
        #expect(age > 0 && age < 7 * 86_400)
        #expect(statistics.computed > 0)
    }

    @Test func `a file that is opened counts`() throws {
        #expect(ProcessStatistics.now().openFiles > 2)
        #expect(ProcessStatistics.now().openFileLimit >= 256)
    }
}
