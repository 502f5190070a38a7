import ArgumentParser
import Daemon
import Store

extension CompletionKind {
    /// The names of the registered models.
    static var models: CompletionKind { .custom { words, _, _ in await StoredWords(words).models() } }

    /// The outcomes that registered models answer.
    static var outcomes: CompletionKind { .custom { words, _, _ in await StoredWords(words).outcomes() } }

    /// The identifiers of patients who are not discharged, as far as they begin with what is there.
    static var patients: CompletionKind {
        .custom { words, _, prefix in await StoredWords(words).patients(beginning: prefix) }
    }
}

/// Words that a database has for a command line that is being typed; none where there is no database.
private struct StoredWords {
    private let store: WardwatchStore?

    init(_ words: [String]) {
        var global = GlobalOptions()
        (global.database, global.config, global.models) = (nil, nil, nil)
        for (option, value) in zip(words, words.dropFirst()) {
            if option == "--database" { global.database = value }
            if option == "--config" { global.config = value }
        }
        store = try? global.store(.readOnly)
    }

    func models() async -> [String] { (try? await store?.models().map(\.name)) ?? [] }

    func outcomes() async -> [String] { Set((try? await store?.models().map(\.outcome)) ?? []).sorted() }

    func patients(beginning prefix: String) async -> [String] {
        (try? await store?.patientIdentifiers(beginning: prefix)) ?? []
    }
}
