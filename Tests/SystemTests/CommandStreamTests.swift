import Foundation
import Testing

extension EndToEnd {
    /// Where answers go: pipes that close, disks that are full, terminals that are narrow.
    @Suite struct CommandStreamTests {
        private static let listings = [
            "alerts list", "patients list --all", "quarantine list", "models list", "models decisions", "audit show",
            "channels list", "deliveries list --state all", "deliveries receivers", "doctor",
        ]

        @Test(arguments: [
            "channels list --format json", "channels", "patients list --all --format ndjson", "--help",
            "simulate --beds 24 --hours 24",
        ])
        func `a reader that has had enough is no error`(command: String) async throws {
            let ward = try await CommandWard.copy()
            let line = "(wardwatch \(command); echo $? > status) 2> errors | head -c 1 > /dev/null; cat status errors"
            let text = try await ward.shell(line).output
            #expect(text.hasPrefix("0\n"), "\(text)")
            #expect(!text.contains("wardwatch:"), "\(text)")
        }

        @Test(arguments: [
            "channels list --format json", "alerts list", "--help", "--version", "alerts follow --once",
            "simulate --beds 4 --hours 4", "--generate-completion-script bash",
        ])
        func `an answer that cannot be written is an error`(command: String) async throws {
            let ward = try await CommandWard.copy()
            // A limit on the size of files fills every disk; /dev/full is not everywhere a device.
            let line = "trap '' XFSZ; ulimit -f 0; exec wardwatch \(command) > answer"
            let result = try await ward.shell(line)
            #expect(result.status == 1)
            let device = (try? FileManager.default.attributesOfItem(atPath: "/dev/full"))?[.type] as? FileAttributeType
            guard device == .typeCharacterSpecial else { return }
            let full = try await ward.shell("wardwatch \(command) > /dev/full")
            #expect(full.status == 1)
            #expect(full.errors.contains("wardwatch: standard output cannot be written: No space left on device"))
            #expect(full.errors.contains("\nhint: "))
        }

        @Test(arguments: listings)
        func `tables keep to a narrow terminal, and JSON and CSV do not care`(command: String) async throws {
            let ward = try await CommandWard.copy()
            for columns in [60, 80, 100] {
                let width = ["COLUMNS": "\(columns)"]
                let table = try await ward.shell("wardwatch \(command)", environment: width)
                for line in table.output.split(separator: "\n") {
                    #expect(line.count <= columns, "\(columns): \(line)")
                }
                for format in ["json", "ndjson", "csv"] {
                    let narrow = try await ward.shell("wardwatch \(command) --format \(format)", environment: width)
                    let wide = try await ward.shell(
                        "wardwatch \(command) --format \(format)", environment: ["COLUMNS": "1000"])
                    #expect(narrow.output == wide.output || command == "doctor")
                }
            }
        }

        @Test(arguments: listings)
        func `every line of NDJSON is an object with its version, and CSV is read by another program`(
            command: String
        ) async throws {
            let ward = try await CommandWard.copy()
            let lines = try await ward.shell("wardwatch \(command) --format ndjson").output.split(separator: "\n")
            #expect(!lines.isEmpty)
            for line in lines {
                let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
                #expect((object?["version"] as? NSNumber)?.intValue == 1, "\(line)")
            }
            let program = """
                import csv, io, sys
                text = sys.stdin.buffer.read().decode()
                rows = list(csv.reader(io.StringIO(text, newline=''), strict=True))
                assert text.endswith('\\r\\n') and len({len(row) for row in rows}) == 1, rows
                assert len(set(rows[0])) == len(rows[0]), rows[0]
                print(len(rows) - 1)
                """
            try ward.write(program, to: "read.py")
            let read = try await ward.shell("wardwatch \(command) --format csv | python3 read.py")
            #expect(read.output == "\(lines.count)\n", "\(read.errors)")
        }

        @Test func `nothing is coloured, and a terminal gets no escape sequences`() async throws {
            let ward = try await CommandWard.copy()
            let line = "wardwatch alerts show 1 && wardwatch doctor"
            guard let script = Executables.find("script") else { return }
            for (name, value) in [("NO_COLOR", "1"), ("TERM", "xterm-256color")] {
                let result = try await ward.shell(
                    "\(script) -qec '\(line)' /dev/null < /dev/null", environment: [name: value])
                #expect(result.status == 0 && result.output.contains("values in force"))
                #expect(!result.output.contains("\u{1B}"))
            }
        }
    }
}
