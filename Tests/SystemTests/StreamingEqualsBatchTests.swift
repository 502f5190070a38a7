import Foundation
import Testing

extension EndToEnd {
    /// Scores do not depend on order, repetition, connections, kills and restarts.
    @Suite struct StreamingEqualsBatchTests {
        /// Equal within rounding of the printed numbers: the same steps, each with the same risk.
        private func expectEqual(
            _ stored: [String: Double], _ predicted: [String: Double], _ patient: String,
            sourceLocation: SourceLocation = #_sourceLocation
        ) {
            #expect(!predicted.isEmpty, "\(patient)", sourceLocation: sourceLocation)
            let missing = predicted.keys.filter { stored[$0] == nil }.sorted()
            #expect(missing.isEmpty, "\(patient): steps that were never scored", sourceLocation: sourceLocation)
            let different = predicted.filter { abs((stored[$0.key] ?? $0.value) - $0.value) > 1e-6 }
            #expect(different.isEmpty, "\(patient): steps with another risk", sourceLocation: sourceLocation)
        }

        @Test func `any order, repeats, three connections and five kills score as the files do`() async throws {
            let workspace = try await TrainedWard.copy()
            let patients = try await RecordedPatient.twelve()
            var generator = SeededGenerator(seed: 2019)
            let messages = patients.flatMap { patient in patient.rows.indices.map { patient.message(row: $0) } }
                .shuffled(using: &generator)
            var queue: [Int] = []
            for index in messages.indices {
                queue.append(index)
                if Double.random(in: 0..<1, using: &generator) < 0.2 {
                    queue.append(Int.random(in: 0...index, using: &generator))
                }
            }
            var kills = Set(
                (0..<5).map { $0 * queue.count / 5 + Int.random(in: 5..<(queue.count / 5 - 5), using: &generator) })
            var sent = 0
            var acknowledged: Set<Int> = []
            var daemon = try await DaemonProcess(in: workspace)
            var connections = try (0..<3).map { _ in try daemon.connect() }
            while !queue.isEmpty {
                let batch = Array(queue.prefix(Int.random(in: 1...3, using: &generator)))
                queue.removeFirst(batch.count)
                sent += batch.count
                let isKilled = kills.first { $0 < sent }.map { kills.remove($0) } != nil
                for (connection, index) in zip(connections, batch) { try connection.send(messages[index].text) }
                if isKilled {
                    // Somewhere between reading the message and having written the answer.
                    usleep(UInt32.random(in: 0..<3000, using: &generator))
                    try await daemon.kill()
                }
                for (connection, index) in zip(connections, batch) {
                    guard let answer = try? connection.receive() else {
                        try #require(isKilled, "the daemon hung up: \(daemon.log)")
                        queue.insert(index, at: 0)
                        continue
                    }
                    #expect(answer.code == "AA")
                    #expect(answer.controlID == messages[index].controlID)
                    acknowledged.insert(index)
                }
                guard isKilled else { continue }
                #expect(daemon.loggedErrors.isEmpty)
                let stored = try await workspace.count("SELECT count(*) FROM message WHERE format = 'hl7v2'")
                #expect(stored >= acknowledged.count, "acknowledged messages are missing after a kill")
                daemon = try await DaemonProcess(in: workspace)
                connections = try (0..<3).map { _ in try daemon.connect() }
            }
            #expect(kills.isEmpty)
            #expect(acknowledged.count == messages.count)
            try await workspace.assessmentsHaveCaughtUp()
            try await expectStoredOnce(messages, in: workspace)

            let predicted = try await workspace.predictedRisks(patients)
            for patient in patients {
                let expected = try #require(predicted[patient.name])
                expectEqual(try await workspace.storedRisks(patient.name), expected, patient.name)
                let score: ScoreDocument = try await workspace.listing("score", patient.name)
                let last = try #require(expected.max { $0.key < $1.key }?.value)
                #expect(abs(try #require(score.evidence.risk).probability - last) <= 1e-6)
            }
            #expect(try await daemon.stop() == 0)
            #expect(daemon.loggedErrors.isEmpty)
        }

        /// Every value that was sent is there once, or in quarantine with the reason that it is impossible.
        private func expectStoredOnce(_ messages: [WardMessage], in workspace: Workspace) async throws {
            struct Value: Hashable {
                let patient: String
                let code: String
                let effective: Int
                let value: Double
            }
            let stored = try await workspace.rows(
                """
                SELECT patient.identifier, code.text, effective / 1000, printf('%.12g', value) FROM observation
                JOIN encounter ON encounter.id = encounterID JOIN patient ON patient.id = patientID
                JOIN code ON code.id = codeID JOIN message ON message.id = messageID WHERE format = 'hl7v2'
                """
            ).map { row in
                Value(patient: row[0], code: row[1], effective: Int(row[2]) ?? 0, value: Double(row[3]) ?? .nan)
            }
            #expect(stored.count == Set(stored).count, "values are stored twice")
            let sent = messages.flatMap { message in
                message.results.map {
                    Value(
                        patient: message.patient, code: $0.loinc, effective: message.effective,
                        // SQLite prints twelve digits correctly, not all seventeen.
                        value: Double(String(format: "%.12g", Double($0.text) ?? .nan)) ?? .nan)
                }
            }
            let quarantined = try await workspace.rows(
                "SELECT reason FROM quarantine JOIN message ON message.id = messageID WHERE format = 'hl7v2'")
            #expect(quarantined.allSatisfy { $0 == ["implausible"] })
            #expect(Set(stored).subtracting(sent).isEmpty, "values are stored that were never sent")
            #expect(stored.count + quarantined.count == sent.count, "values are missing")
        }

        @Test func `late, corrected and deleted values score as if they had come in time`() async throws {
            let workspace = try await TrainedWard.copy()
            var record = RecordedPatient.invented(name: "p900001", seed: 5)
            let row = 6
            record[row, "HR"] = "NaN"
            let daemon = try await DaemonProcess(in: workspace)
            let connection = try daemon.connect()
            for index in record.rows.indices {
                #expect(try connection.exchange(record.message(row: index).text)?.code == "AA")
            }
            func compare(_ what: Comment) async throws -> [String: Double] {
                try await workspace.assessmentsHaveCaughtUp()
                let stored = try await workspace.storedRisks(record.name)
                expectEqual(stored, try await workspace.predictedRisks(record), record.name)
                return stored
            }
            let without = try await compare("before")

            var message = record.message(row: row)
            message.controlID = "late"
            message.results = [.heartRate("141")]
            #expect(try connection.exchange(message.text)?.code == "AA")
            record[row, "HR"] = "141"
            let late = try await compare("late")
            let step = isoTime(record.effective(row: row))
            #expect(late[step] != without[step])
            #expect(without.filter { $0.key < step } == late.filter { $0.key < step }, "the past does not change")

            message.controlID = "corrected"
            message.issued = message.effective + 60
            message.results = [.heartRate("64", status: "C")]
            #expect(try connection.exchange(message.text)?.code == "AA")
            record[row, "HR"] = "64"
            let corrected = try await compare("corrected")
            #expect(corrected[step] != late[step])

            message.controlID = "deleted"
            message.issued = message.effective + 120
            message.results = [.heartRate("\"\"", status: "D")]
            #expect(try connection.exchange(message.text)?.code == "AA")
            record[row, "HR"] = "NaN"
            let deleted = try await compare("deleted")
            #expect(deleted == without)
            #expect(try await daemon.stop() == 0)
        }

        @Test func `a correction that arrives before what it corrects wins all the same`() async throws {
            let workspace = try await TrainedWard.copy()
            var record = RecordedPatient.invented(name: "p900002", seed: 6, hours: 8)
            let daemon = try await DaemonProcess(in: workspace)
            let connection = try daemon.connect()
            var correction = record.message(row: 2)
            correction.controlID = "correction"
            correction.issued = correction.effective + 60
            correction.results = [.heartRate("150", status: "C")]
            #expect(try connection.exchange(correction.text)?.code == "AA")
            for index in record.rows.indices.reversed() {
                record[index, "HR"] = "80"
                #expect(try connection.exchange(record.message(row: index).text)?.code == "AA")
            }
            record[2, "HR"] = "150"
            try await workspace.assessmentsHaveCaughtUp()
            expectEqual(
                try await workspace.storedRisks(record.name), try await workspace.predictedRisks(record), record.name)
            #expect(try await daemon.stop() == 0)
        }
    }
}
