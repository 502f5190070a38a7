import ClinicalDomain

/// One patient as a line.
struct BoardRow {
    let patient: BoardPatient
    let detail: BoardDetail?
    let columns: BoardColumns
    let glyphs: Glyphs

    static func heading(_ columns: BoardColumns, _ glyphs: Glyphs) -> StyledLine {
        var text = "  " + fit("BED", columns.place, glyphs) + " " + fit("PATIENT", columns.patient, glyphs)
        text += " " + fit(" RISK", BoardColumns.risk, glyphs)
        if columns.riskCurve > 0 { text += " " + fit("24 H", columns.riskCurve, glyphs) }
        text += " " + fit("NEWS2", BoardColumns.news2, glyphs)
        for sign in BoardVitalSign.all.prefix(columns.vitalSigns) {
            text += "  " + fit(right(sign.heading, 4), BoardColumns.vital(columns.vitalCurve) - 2, glyphs)
        }
        text += " " + right("AGE", BoardColumns.age) + "  " + fit("ALERT", columns.alert, glyphs)
        if columns.reason > 0 { text += " " + fit("REASON", columns.reason, glyphs) }
        return StyledLine(text, .faint)
    }

    func line(at now: Instant, clock: WallClock) -> StyledLine {
        let alert = patient.mainAlert
        var line = StyledLine()
        let isCalling = alert?.standing == .open && alert?.fault == nil
        switch alert?.standing {
        case .open: line.append("\(isCalling ? glyphs.marks.open : glyphs.marks.fault) ", isCalling ? .alarm : .caution)
        case .snoozed: line.append("\(glyphs.marks.snoozed) ")
        case .acknowledged: line.append("\(glyphs.marks.acknowledged) ")
        case nil: line.append("  ")
        }
        line.append(fitted(patient.place, columns.place) + " ")
        line.append(fitted(patient.patient, columns.patient) + " ", isCalling ? .strong : .plain)
        appendRisk(to: &line)
        appendNEWS2(to: &line)
        appendVitalSigns(to: &line, at: now)
        let isOld = patient.newest.map { now.hours(since: $0) >= Board.staleHours } ?? true
        let age = patient.newest == nil ? "-" : Age.text(of: patient.newest, at: now)
        line.append(" " + BoardRow.right(age, BoardColumns.age), isOld ? .caution : .plain)
        line.append("  ")
        line.append(fitted(words(alert, at: now, clock), columns.alert), isCalling ? .alarm : .plain)
        if columns.reason > 0, let reason = detail?.reason, !reason.isEmpty {
            let words = TerminalText.truncated(glyphs.shown(reason), to: columns.reason, ellipsis: glyphs.ellipsis)
            line.append(" " + words)
        }
        return line
    }

    private func appendRisk(to line: inout StyledLine) {
        guard let risk = patient.risk else {
            line.append(fitted("    -", BoardColumns.risk) + " ", .faint)
            if columns.riskCurve > 0 { line.append(fitted("", columns.riskCurve) + " ") }
            return
        }
        let isHigh = patient.threshold.map { risk >= $0 } ?? false
        let percent = risk < 0.0995 ? (risk * 100).text(digits: 1) : (risk * 100).text(digits: 0)
        let trend = Trend(detail?.risk ?? [], over: 4, from: max(0.02, risk / 5))
        let arrow = trend == .steady ? " " : trend?.arrow(glyphs) ?? " "
        line.append(BoardRow.right(percent, 4) + "%", isHigh ? .alarm : .plain)
        line.append(fitted(arrow, BoardColumns.risk - 5) + " ")
        guard columns.riskCurve > 0 else { return }
        // Full height is twice the threshold, so half-way up is where an alert begins, for every patient.
        let top = max((patient.threshold ?? 0.5) * 2, 0.001)
        line.append(curve(detail?.risk ?? [], 0...top, columns.riskCurve, endingAt: patient.newest) + " ", .faint)
    }

    private func appendNEWS2(to line: inout StyledLine) {
        let text = patient.news2.map { (patient.news2IsPartial ? glyphs.atLeast : "") + String($0) } ?? "-"
        let style: Style =
            switch patient.news2 ?? 0 {
            case 7...: .alarm
            case 5...: .caution
            default: .plain
            }
        line.append(BoardRow.right(text, BoardColumns.news2 - 1) + " ", style)
    }

    private func appendVitalSigns(to line: inout StyledLine, at now: Instant) {
        for sign in BoardVitalSign.all.prefix(columns.vitalSigns) {
            let values = detail?.vitalSigns[sign.channel] ?? []
            line.append("  " + BoardRow.right(values.last?.value.text(digits: sign.digits) ?? "-", 4))
            if columns.vitalCurve > 0 {
                line.append(" " + curve(values, sign.range, columns.vitalCurve, endingAt: patient.newest), .faint)
            }
        }
    }

    /// The last 24 hours before the patient's newest value, so that recorded patients have a curve as well.
    private func curve(
        _ values: [TimedValue], _ range: ClosedRange<Double>, _ count: Int, endingAt end: Instant?
    ) -> String {
        guard let end else { return fitted("", count) }
        let samples = values.sampled(from: end.advanced(byHours: -BoardDetail.hours), to: end, count: count)
        return fitted(Sparkline.text(samples, in: range, glyphs: glyphs), count)
    }

    private func words(_ alert: BoardAlert?, at now: Instant, _ clock: WallClock) -> String {
        let more = patient.alerts.count > 1 ? " +\(patient.alerts.count - 1)" : ""
        switch alert?.standing {
        case .open:
            let tier = alert.map { $0.tier > 1 ? " tier \($0.tier)" : "" } ?? ""
            return "\(alert?.fault ?? "open") \(Age.text(of: alert?.raised, at: now))\(tier)\(more)"
        case .snoozed(let until, _): return "until \(clock.timeOrDay(until, now: now))\(more)"
        case .acknowledged(let by): return "ack \(glyphs.shown(by))\(more)"
        case nil: return ""
        }
    }

    private func fitted(_ text: String, _ width: Int) -> String { BoardRow.fit(glyphs.shown(text), width, glyphs) }

    private static func fit(_ text: String, _ width: Int, _ glyphs: Glyphs) -> String {
        TerminalText.fitted(text, to: width, ellipsis: glyphs.ellipsis)
    }

    private static func right(_ text: String, _ width: Int) -> String {
        String(repeating: " ", count: max(0, width - TerminalText.width(text))) + text
    }
}
