import Foundation

#if canImport(FoundationXML)
    import FoundationXML
#endif

/// The elements of a page, read by Foundation's XML parser.
final class PageReader: NSObject, XMLParserDelegate {
    /// One element.
    struct Element {
        var name: String
        var attributes: [String: String]
        /// Its own text and that of the elements in it.
        var text = ""
        /// Numbers of the elements that it is in.
        var parents: [Int]
    }

    private(set) var elements: [Element] = []
    /// Whether the page is well-formed.
    private(set) var isWellFormed = false
    private var open: [Int] = []

    init(_ text: String) {
        super.init()
        let parser = XMLParser(data: Data(text.utf8))
        parser.delegate = self
        isWellFormed = parser.parse()
    }

    /// The elements of a name.
    func all(_ name: String) -> [Element] { elements.filter { $0.name == name } }

    /// The picture whose title begins so, as the elements in it.
    func picture(_ title: String) -> [Element] {
        guard let number = elements.firstIndex(where: { $0.name == "title" && $0.text.hasPrefix(title) }),
            let svg = elements[number].parents.last, elements[svg].name == "svg"
        else { return [] }
        return elements.filter { $0.parents.contains(svg) }
    }

    func parser(
        _ parser: XMLParser, didStartElement elementName: String, namespaceURI: String?, qualifiedName: String?,
        attributes: [String: String]
    ) {
        elements.append(Element(name: elementName, attributes: attributes, parents: open))
        open.append(elements.count - 1)
    }

    func parser(
        _ parser: XMLParser, didEndElement elementName: String, namespaceURI: String?, qualifiedName: String?
    ) { open.removeLast() }

    func parser(_ parser: XMLParser, foundCharacters string: String) {
        for number in open { elements[number].text += string }
    }
}

extension PageReader.Element {
    /// The points of a polyline.
    var points: [(x: Double, y: Double)] {
        (attributes["points"] ?? "").split(separator: " ").compactMap { pair in
            let numbers = pair.split(separator: ",").compactMap { Double($0) }
            return numbers.count == 2 ? (numbers[0], numbers[1]) : nil
        }
    }
}
