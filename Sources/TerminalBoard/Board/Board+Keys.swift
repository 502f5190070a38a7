import ClinicalDomain

extension Board {
    /// Does what a key asks for.
    ///
    /// - Returns: what its owner has to do; nil for nothing.
    public mutating func handle(_ key: Key) -> BoardAction? {
        message = nil
        if prompt != nil { return type(key) }
        if key == .redraw { return .redraw }
        switch mode {
        case .help:
            if key == .character("q") { return .quit }
            mode = .list
            return nil
        case .patient: return handleInPatient(key)
        case .list: return handleInList(key)
        }
    }

    private mutating func handleInList(_ key: Key) -> BoardAction? {
        switch key {
        case .up, .character("k"): move(by: -1)
        case .down, .character("j"): move(by: 1)
        case .pageUp: move(by: -pageRows)
        case .pageDown, .character(" "): move(by: pageRows)
        case .home, .character("g"): select(0)
        case .end, .character("G"): select(listed.count - 1)
        case .character("n"): selectNextOpen()
        case .enter:
            guard let selected = selectedOrExplain() else { return nil }
            (mode, chart, chartTop) = (.patient(selected.id), nil, 0)
            return .open(selected.id)
        case .escape:
            if selected == nil {
                filter = ""
            } else {
                (selected, top) = (nil, 0)
            }
            settle()
        case .character("/"): prompt = Prompt(purpose: .filter, text: filter)
        case .character("u"): prompt = Prompt(purpose: .unit)
        default: return handleAnywhere(key)
        }
        return nil
    }

    private mutating func handleInPatient(_ key: Key) -> BoardAction? {
        switch key {
        case .up, .character("k"): chartTop -= 1
        case .down, .character("j"): chartTop += 1
        case .pageUp: chartTop -= chartRows
        case .pageDown, .character(" "): chartTop += chartRows
        case .home, .character("g"): chartTop = 0
        case .end, .character("G"): chartTop = .max / 2
        case .escape, .enter, .backspace: (mode, chart) = (.list, nil)
        default: return handleAnywhere(key)
        }
        chartTop = min(max(0, chartTop), max(0, chartLines.count - chartRows))
        return nil
    }

    private mutating func handleAnywhere(_ key: Key) -> BoardAction? {
        switch key {
        case .character("q"): return .quit
        case .character("?"): mode = .help
        case .character("a"):
            guard let patient = selectedOrExplain() else { return nil }
            let open = patient.alerts.filter { if case .acknowledged = $0.standing { false } else { true } }.map(\.id)
            if open.isEmpty {
                say(
                    patient.alerts.isEmpty
                        ? "\(patient.patient) has no alert" : "\(patient.patient)'s alert is acknowledged already")
                return nil
            }
            return .acknowledge(open)
        case .character("s"):
            guard let patient = selectedOrExplain() else { return nil }
            if patient.alerts.isEmpty {
                say("\(patient.patient) has no alert")
            } else {
                prompt = Prompt(purpose: .snoozeMinutes(patient.mainAlert.map { [$0.id] } ?? []))
            }
        default: break
        }
        return nil
    }

    private mutating func selectedOrExplain() -> BoardPatient? {
        if let current { return current }
        say("choose a patient first: \(glyphs.arrows.up)\(glyphs.arrows.down), or n for the next open alert")
        return nil
    }

    // MARK: - Moving

    private mutating func move(by lines: Int) {
        guard !listed.isEmpty else { return }
        guard let index = selectedIndex else {
            select(lines > 1 ? min(lines, listed.count - 1) : 0)
            return
        }
        select(min(max(index + lines, 0), listed.count - 1))
    }

    private mutating func select(_ index: Int) {
        guard listed.indices.contains(index) else { return }
        selected = listed[index]
        if index < top { top = index }
        if index >= top + pageRows { top = index - pageRows + 1 }
    }

    private mutating func selectNextOpen() {
        let start = selectedIndex ?? -1
        let open = listed.indices.filter { patients[listed[$0]]?.mainAlert?.standing == .open }
        guard let next = open.first(where: { $0 > start }) ?? open.first else {
            say("no open alert")
            return
        }
        select(next)
    }

    // MARK: - Typing

    private mutating func type(_ key: Key) -> BoardAction? {
        guard var prompt else { return nil }
        switch key {
        case .escape:
            if prompt.purpose == .filter { filter = "" }
            self.prompt = nil
            settle()
            return nil
        case .enter:
            self.prompt = nil
            return finish(prompt)
        case .backspace:
            if !prompt.text.isEmpty { prompt.text.removeLast() }
        case .character(let character): prompt.text.append(character)
        case .paste(let text): prompt.text += text
        default: return nil
        }
        prompt.text = String(prompt.text.prefix(200))
        self.prompt = prompt
        if prompt.purpose == .filter {
            filter = prompt.text
            settle()
        }
        return nil
    }

    private mutating func finish(_ prompt: Prompt) -> BoardAction? {
        let text = prompt.text.trimmed
        switch prompt.purpose {
        case .filter: return nil
        case .unit: chooseUnit(text)
        case .snoozeMinutes(let alerts):
            guard let minutes = Int(text), (1...max(1, status.snoozeMaximumMinutes)).contains(minutes) else {
                say("not snoozed: minutes are a number from 1 to \(status.snoozeMaximumMinutes)", isError: true)
                return nil
            }
            self.prompt = Prompt(purpose: .snoozeReason(alerts, minutes: minutes))
        case .snoozeReason(let alerts, let minutes):
            guard !text.isEmpty else {
                say("not snoozed: a reason is needed", isError: true)
                return nil
            }
            return .snooze(alerts, minutes: minutes, reason: text)
        }
        return nil
    }

    private mutating func chooseUnit(_ text: String) {
        let units = units
        let fitting =
            units.first { $0.lowercased() == text.lowercased() }
            ?? units.filter { $0.lowercased().hasPrefix(text.lowercased()) }.only
        if text.isEmpty {
            unit = nil
        } else if let fitting {
            unit = fitting
        } else {
            say("there is no unit \"\(text)\"", isError: true)
            return
        }
        (selected, top) = (nil, 0)
        settle()
    }
}

extension [String] {
    /// The element when there is exactly one.
    fileprivate var only: String? { count == 1 ? first : nil }
}

extension String {
    /// The text without spaces around it.
    fileprivate var trimmed: String {
        String(drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
    }
}
