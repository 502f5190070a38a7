import ClinicalDomain

extension Board {
    /// What the terminal shows: as many lines as it has, none wider than it is.
    public func lines() -> [StyledLine] {
        let body: [StyledLine] =
            switch mode {
            case .list: heading + listLines
            case .help: helpLines
            case .patient: Array(([chartTitle] + chartLines.dropFirst(chartTop)).prefix(size.rows - 1))
            }
        let empty = [StyledLine](repeating: StyledLine(), count: max(0, size.rows - 1 - body.count))
        return (body.prefix(size.rows - 1) + empty + [foot]).map {
            $0.truncated(to: size.columns, ellipsis: glyphs.ellipsis)
        }
    }

    /// Heading and every patient that is listed, without a foot: for an output that is no terminal.
    public func allLines() -> [StyledLine] {
        let rows = listed.compactMap { patients[$0] }.map { line($0, columns) }
        return (heading + (rows.isEmpty ? [nobody] : rows)).map {
            $0.truncated(to: size.columns, ellipsis: glyphs.ellipsis)
        }
    }

    /// The columns as they fit what is listed.
    private var columns: BoardColumns {
        BoardColumns(width: size.columns, place: longest.place, patient: longest.patient)
    }

    // MARK: - Heading

    private var heading: [StyledLine] {
        [title, countLine, BoardRow.heading(columns, glyphs)]
    }

    private var title: StyledLine {
        var line = StyledLine(unit.map { "unit \($0)" } ?? "all units", .strong)
        line.append("  \(listed.count == 1 ? "1 patient" : "\(listed.count) patients")")
        if !filter.isEmpty { line.append("  matching \"\(glyphs.shown(filter))\"", .caution) }
        var right = StyledLine()
        if status.daemonRuns {
            right.append("daemon running", .faint)
        } else {
            right.append("daemon NOT RUNNING: no new scores or alerts", .alarm)
        }
        right.append("  ")
        right.append(status.clock.time(status.now), .strong)
        line.appendRight(right, endingAt: size.columns, ellipsis: glyphs.ellipsis)
        return line
    }

    private var countLine: StyledLine {
        var line = StyledLine()
        line.append("\(counts.open) open", counts.open > 0 ? .alarm : .plain)
        if counts.snoozed > 0 { line.append("  \(counts.snoozed) snoozed") }
        line.append("  \(counts.acknowledged) acknowledged")
        if counts.faults > 0 { line.append("  \(counts.faults) without data", .caution) }
        for fault in status.faults { line.append("  \(glyphs.shown(fault))", .alarm) }
        var right = StyledLine()
        if let newest {
            let age = Age.text(of: newest, at: status.now)
            let isOld = status.now.hours(since: newest) >= Board.staleHours
            let words = age == "now" ? "less than a minute old" : "\(age) old"
            right.append("newest value \(words)", isOld ? .caution : .faint)
        } else {
            right.append("no values yet", .caution)
        }
        line.appendRight(right, endingAt: size.columns, ellipsis: glyphs.ellipsis)
        return line
    }

    /// From this age on the newest value of a ward or patient is out of the ordinary, in hours: NEWS2's longest interval.
    static let staleHours = 12.0

    // MARK: - List

    private var listLines: [StyledLine] {
        let shown = visible.compactMap { patients[$0] }
        return shown.isEmpty ? [StyledLine(), nobody] : shown.map { line($0, columns) }
    }

    private var nobody: StyledLine {
        let text =
            patients.isEmpty
            ? "nobody is in the ward yet: no open stay has a value"
            : "nobody matches; / changes the filter, u the unit, esc shows everybody"
        return StyledLine(text, .faint)
    }

    private func line(_ patient: BoardPatient, _ columns: BoardColumns) -> StyledLine {
        var line = BoardRow(patient: patient, detail: details[patient.id], columns: columns, glyphs: glyphs)
            .line(at: status.now, clock: status.clock)
        if patient.id == selected {
            line.isSelected = true
            line.pad(to: size.columns)
        }
        return line
    }

    // MARK: - One patient

    /// Lines for a chart below its title.
    var chartRows: Int { max(1, size.rows - 2) }

    private var chartTitle: StyledLine {
        guard let chart else { return StyledLine("reading ...", .faint) }
        var title = chart.title
        title.appendRight(StyledLine(status.clock.time(status.now), .strong), endingAt: size.columns)
        return title
    }

    var chartLines: [StyledLine] {
        guard let chart else { return [] }
        // The lines of a curve grow with the terminal, so that a large one is used.
        let columns = size.columns >= PatientChart.twoColumnWidth ? 2 : 1
        let curves = max(1, (chart.chart.curves.count + columns - 1) / columns)
        let rows = min(8, max(3, (chartRows - 8) / curves - 1))
        return chart.chart.lines(width: size.columns, rows: rows, clock: status.clock, glyphs: glyphs)
            + [StyledLine()] + chart.chart.alertLines(clock: status.clock, glyphs: glyphs) + [StyledLine()]
            + chart.text.flatMap { TerminalText.wrapped(glyphs.shown($0), to: size.columns) }.map { StyledLine($0) }
    }

    // MARK: - Foot

    private var foot: StyledLine {
        if let prompt { return promptLine(prompt) }
        if let message, status.now <= message.until { return StyledLine(message.text, message.style) }
        return keyLine
    }

    /// The keys, as many as fit, the last ones always.
    private var keyLine: StyledLine {
        let arrows = glyphs.arrows.up + glyphs.arrows.down
        let keys: [(key: String, meaning: String)] =
            switch mode {
            case .list:
                [
                    ("enter", "open"), ("a", "acknowledge"), ("s", "snooze"), ("n", "next open"), ("/", "filter"),
                    ("u", "unit"), (arrows, "move"), ("?", "help"), ("q", "quit"),
                ]
            case .patient:
                [("a", "acknowledge"), ("s", "snooze"), (arrows, "scroll"), ("esc", "back"), ("q", "quit")]
            case .help: [("any key", "back"), ("q", "quit")]
            }
        var room = size.columns + 2
        let fitting = (keys.suffix(2) + keys.dropLast(2)).filter { key in
            room -= TerminalText.width(key.key) + key.meaning.count + 3
            return room >= 0
        }
        var line = StyledLine()
        for (key, meaning) in fitting.dropFirst(2) + fitting.prefix(2) {
            line.append(line.width == 0 ? "" : "  ")
            line.append(key, .strong)
            line.append(" \(meaning)", .faint)
        }
        return line
    }

    private func promptLine(_ prompt: Prompt) -> StyledLine {
        let question =
            switch prompt.purpose {
            case .filter: "filter: "
            case .unit:
                "unit, empty for all (\((units.prefix(6) + (units.count > 6 ? ["..."] : [])).joined(separator: " "))): "
            case .snoozeMinutes: "snooze for how many minutes: "
            case .snoozeReason(_, let minutes): "snooze for \(minutes) minutes because: "
            }
        var line = StyledLine(glyphs.shown(question), .strong)
        line.append(glyphs.shown(prompt.text))
        line.append("_", .faint)
        // The end is what is being typed.
        guard line.width > size.columns else { return line }
        return StyledLine(String(line.text.suffix(max(1, size.columns / 2))))
    }
}
