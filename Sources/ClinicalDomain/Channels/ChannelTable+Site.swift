extension ChannelTable {
    /// The table with a site's rows.
    ///
    /// A row for code and text comes before the built-in conflict rule, so that a site can take a device that sends a
    /// wrong code; what the built-in table takes as a channel can be ignored or ranked, but not become another channel.
    ///
    /// - Throws: ``ChannelTableError`` for the first row that does not fit.
    public func adding(_ rows: SiteRows) throws(ChannelTableError) -> ChannelTable {
        let base = ChannelTable(
            try channels(with: rows.channels), codes: codes, texts: texts, units: units, sentinels: sentinels)
        try base.check(rows.codes)
        try base.check(rows.units)
        for (index, row) in rows.sentinels.enumerated() {
            if let channel = row.channel, base[channel] == nil {
                throw .unknownChannel(SiteRows.Place(.sentinel, index + 1), name: channel.rawValue)
            }
        }
        return ChannelTable(
            base.channels, codes: codes + rows.codes, texts: texts, units: units + rows.units,
            sentinels: sentinels + rows.sentinels)
    }

    private func channels(with rows: [Channel]) throws(ChannelTableError) -> [Channel] {
        var result = channels
        var earlier: [ChannelID: Int] = [:]
        for (index, row) in rows.enumerated() {
            let place = SiteRows.Place(.channel, index + 1)
            if let first = earlier.updateValue(index, forKey: row.id) {
                throw .contradiction(place, earlier: SiteRows.Place(.channel, first + 1))
            }
            guard let known = result.firstIndex(where: { $0.id == row.id }) else {
                result.append(row)
                continue
            }
            guard result[known].unit == row.unit else {
                throw .changedUnit(place, channel: row.id, unit: result[known].unit)
            }
            let codes = result[known].loincCodes
            result[known] = row
            result[known].loincCodes = codes
        }
        return result
    }

    private func check(_ rows: [CodeRow]) throws(ChannelTableError) {
        var earlier: [CodedTerm: (row: CodeRow, number: Int)] = [:]
        for (index, row) in rows.enumerated() {
            let place = SiteRows.Place(.code, index + 1)
            if let channel = row.channel, self[channel] == nil {
                throw .unknownChannel(place, name: channel.rawValue)
            }
            let term = CodedTerm(code: row.code, text: row.names.first ?? "", system: row.system)
            if let first = earlier[term], first.row != row {
                throw .contradiction(place, earlier: SiteRows.Place(.code, first.number))
            }
            earlier[term] = (row, index + 1)
            if case .channel(let channel, _) = meaning(of: term), let wanted = row.channel, wanted != channel.id {
                throw .changedCode(place, channel: channel.id)
            }
        }
    }

    private func check(_ rows: [UnitRow]) throws(ChannelTableError) {
        var earlier: [CodedTerm: (row: UnitRow, number: Int)] = [:]
        for (index, row) in rows.enumerated() {
            let place = SiteRows.Place(.unit, index + 1)
            let term = CodedTerm(code: row.code, text: row.names.first ?? "", system: row.system)
            if let first = earlier[term], first.row != row {
                throw .contradiction(place, earlier: SiteRows.Place(.unit, first.number))
            }
            earlier[term] = (row, index + 1)
            guard channels.contains(where: { $0.accepts(unit: row.unit) }) else {
                throw .unacceptedUnit(place, unit: row.unit)
            }
            if !row.needsName, let known = knownUnit(row.code, in: row.system), known != row.unit {
                throw .changedMeaning(place, unit: known)
            }
        }
    }
}
