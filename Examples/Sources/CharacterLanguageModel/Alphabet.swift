import RecurrentNetworks

/// The characters of a text as vectors that are 1 at the character's place and 0 elsewhere.
struct Alphabet {
    let characters: [Character]
    private let places: [Character: Int]

    init(of text: String) {
        characters = Set(text).sorted()
        places = Dictionary(uniqueKeysWithValues: zip(characters, 0...))
    }

    /// Characters one after another, `[count][size]`; characters that the text did not have are left out.
    func vectors(_ text: some Sequence<Character>) -> [Float] {
        text.compactMap { places[$0] }.flatMap { place in
            characters.indices.map { $0 == place ? 1 : 0 }
        }
    }

    /// The text cut into `count` pieces of equal length that are read side by side, each character followed by its
    /// successor as target.
    func batch(_ text: String, pieces count: Int) throws -> SequenceBatch<Float> {
        let text = Array(text)
        let length = (text.count - 1) / count
        let starts = (0..<count).map { $0 * length }
        return try SequenceBatch(
            inputSize: characters.count, targetSize: characters.count,
            inputs: starts.map { vectors(text[$0..<($0 + length)]) },
            targets: starts.map { vectors(text[($0 + 1)...($0 + length)]) },
            lossWeights: starts.map { _ in [Float](repeating: 1, count: length) })
    }
}
