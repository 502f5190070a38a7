extension Board {
    /// What the keys do and what the columns mean.
    var helpLines: [StyledLine] {
        let (arrows, marks) = (glyphs.arrows, glyphs.marks)
        let keys = [
            ("\(arrows.up) \(arrows.down)  j k", "choose a patient; page up and down, g first, G last"),
            ("n", "the next patient with an open alert"), ("enter", "the patient's curves and reasons; esc goes back"),
            ("a", "acknowledge the patient's alert in your name"), ("s", "snooze it: asks for minutes and a reason"),
            ("/", "only who matches a text; esc shows all"), ("u", "only one unit"),
            ("esc", "let go of the patient, then of the filter"), ("q", "quit"),
        ]
        let meanings = [
            ("order", "by risk or NEWS2, whichever is nearer to an alert; held steady"),
            ("RISK", "of the model's outcome, bold from the threshold on; 4 h trend"),
            ("24 H", "its course; half-way up is the threshold"),
            ("NEWS2", "bold from 7 on; \(glyphs.atLeast)4: a parameter is missing"),
            ("AGE", "of the patient's newest value"),
            (
                "ALERT",
                "\(marks.open) open, \(marks.acknowledged) acknowledged, \(marks.snoozed) snoozed, \(marks.fault) no data or a sensor's fault"
            ),
        ]
        func lines(_ rows: [(String, String)]) -> [StyledLine] {
            rows.map { key, meaning in
                var line = StyledLine("  \(TerminalText.fitted(key, to: 9))", .strong)
                line.append(meaning)
                return line
            }
        }
        let parts = [
            [StyledLine("keys", .strong)] + lines(keys), [StyledLine("columns", .strong)] + lines(meanings),
            [StyledLine("Research software, not a medical device.", .faint)],
        ]
        return Array(parts.joined(separator: [StyledLine()]))
    }
}
