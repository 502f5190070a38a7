import Foundation
import Testing

extension EndToEnd {
    /// History for other programs: read by pyarrow, by DuckDB, and by `wardwatch import`.
    @Suite struct ExportTests {
        private static var hasPeers: Bool {
            FileManager.default.isExecutableFile(atPath: Executables.python)
        }

        /// The rows of a table, as SQLite gives them: what the exported files must hold.
        private static let observations = """
            SELECT patient.identifier, encounter.visitNumber, channel.name, observation.value, channel.unit,
                observation.effective, observation.issued, observation.status, source.name, observation.subID
            FROM observation JOIN encounter ON encounter.id = observation.encounterID
            JOIN patient ON patient.id = encounter.patientID JOIN channel ON channel.id = observation.channelID
            JOIN source ON source.id = observation.sourceID
            """

        @Test func `a CSV of observations is imported to the same values`() async throws {
            let workspace = try await CommandWard.copy()
            let file = workspace.path("observations.csv")
            try await workspace.wardwatch("export", "observations", "--output", file)
            let other = try Workspace()
            try await other.wardwatch("import", "csv", file)
            func rows(_ workspace: Workspace) async throws -> Set<[String]> {
                Set(try await workspace.rows(Self.observations))
            }
            let (written, read) = (try await rows(workspace), try await rows(other))
            #expect(written.count > 1000)
            #expect(read == written, "\(read.symmetricDifference(written).prefix(4))")
            #expect(try await other.count("SELECT count(*) FROM quarantine") == 0)
        }

        @Test func `what cannot be written leaves no file`() async throws {
            let workspace = try await CommandWard.copy()
            let result = try await workspace.command(["export", "stays", "--output", workspace.path("none/stays.csv")])
            #expect(result.status == 1 && result.errors.contains("cannot be written"))
            try await workspace.wardwatch("export", "stays", "--output", workspace.path("stays.csv"))
            let files = try FileManager.default.contentsOfDirectory(atPath: workspace.directory.path)
            #expect(files.contains("stays.csv") && !files.contains { $0.hasSuffix(".partial") })
        }

        @Test(
            .enabled(if: hasPeers, "pyarrow and DuckDB read it: make .build/venv/installed"),
            arguments: ["observations", "stays", "outcomes", "assessments", "alerts"])
        func `a Parquet file holds what the CSV holds, as pyarrow and DuckDB read it`(_ table: String) async throws {
            let workspace = try await CommandWard.copy()
            for format in ["csv", "parquet"] {
                try await workspace.wardwatch("export", table, "--output", workspace.path("table.\(format)"))
            }
            let compare = """
                import csv, datetime, sys
                import duckdb, pyarrow.parquet as parquet

                def text(value):
                    if value is None: return ""
                    if isinstance(value, datetime.datetime):
                        moment = value.astimezone(datetime.timezone.utc)
                        milliseconds = f".{moment.microsecond // 1000:03}" if moment.microsecond else ""
                        return moment.strftime("%Y-%m-%dT%H:%M:%S") + milliseconds + "Z"
                    if isinstance(value, float) and value.is_integer(): return str(int(value))
                    return value if isinstance(value, str) else repr(value)

                def numbers(rows):
                    def cell(value):
                        try: return float(value)
                        except ValueError: return value
                    return [[cell(value) for value in row] for row in rows]

                wanted = list(csv.reader(open(sys.argv[1], newline="")))
                table = parquet.read_table(sys.argv[2])
                table.validate(full=True)
                assert table.column_names == wanted[0], table.column_names
                rows = [[text(value) for value in row.values()] for row in table.to_pylist()]
                assert numbers(rows) == numbers(wanted[1:]), "pyarrow"
                rows = duckdb.read_parquet(sys.argv[2]).to_arrow_table().to_pylist()
                rows = [[text(value) for value in row.values()] for row in rows]
                assert numbers(rows) == numbers(wanted[1:]), "DuckDB"
                print(len(rows), table.schema.field("patient").type)
                """
            let result = try await run(
                Executables.python, ["-c", compare, workspace.path("table.csv"), workspace.path("table.parquet")])
            #expect(result.status == 0, "\(result.errors)")
            #expect(result.output.hasSuffix("string\n") && !result.output.hasPrefix("0 "), "\(result.output)")
        }

        @Test(.enabled(if: hasPeers, "pyarrow reads it: make .build/venv/installed"))
        func `a file of several groups of rows, and one of none, are whole`() async throws {
            let workspace = try Workspace()
            try await workspace.wardwatch(
                "simulate", "--history", "700", "--seed", "3", "--start", "2020-01-01T00:00:00Z", "--to", "database")
            let (full, empty) = (workspace.path("full.parquet"), workspace.path("empty.parquet"))
            try await workspace.wardwatch("export", "observations", "--output", full)
            try await workspace.wardwatch(
                "export", "observations", "--until", "1990-01-01T00:00Z", "--output", empty)
            let read = """
                import sys, pyarrow.parquet as parquet
                for path in sys.argv[1:]:
                    file = parquet.ParquetFile(path)
                    file.read().validate(full=True)
                    print(file.metadata.num_rows, file.metadata.num_row_groups)
                """
            let result = try await run(Executables.python, ["-c", read, full, empty])
            let count = try await workspace.count("SELECT count(*) FROM observation")
            #expect(count > 131_072, "more than one group")
            #expect(result.output == "\(count) \((count + 131_071) / 131_072)\n0 0\n", "\(result.errors)")
        }
    }
}
