internal import CLibFuzzer

/// libFuzzer on one target.
///
///     wardwatch-fuzz hl7-message -runs=100000 CORPUS SEEDS      fuzz
///     wardwatch-fuzz hl7-message FILE                           run one input again
///     wardwatch-fuzz --list                                     the targets
@main
enum WardwatchFuzz {
    /// Chosen once, before libFuzzer starts; its callback has no argument for it.
    nonisolated(unsafe) private static var target = FuzzTarget.hl7Message

    static func main() {
        let arguments = CommandLine.arguments.dropFirst()
        if arguments.first == "--list" {
            for target in FuzzTarget.allCases { print(target.rawValue) }
            return
        }
        guard let target = arguments.first.flatMap(FuzzTarget.init(rawValue:)) else {
            print("usage: wardwatch-fuzz TARGET [libFuzzer options] [CORPUS…]; wardwatch-fuzz --list names the targets")
            return
        }
        Self.target = target
        // libFuzzer sees the program's name, its options, and its folders.
        var count = CommandLine.argc - 1
        var words: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = CommandLine.unsafeArgv + 1
        words?.pointee = CommandLine.unsafeArgv.pointee
        _ = LLVMFuzzerRunDriver(&count, &words) { data, size in
            Self.target.run(Array(UnsafeBufferPointer(start: data, count: size)))
            return 0
        }
    }
}
