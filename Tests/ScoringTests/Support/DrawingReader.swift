import Foundation

#if canImport(FoundationXML)
    import FoundationXML
#endif

/// An SVG document as an XML parser reads it.
final class DrawingReader: NSObject, XMLParserDelegate {
    struct Element {
        let name: String
        let attributes: [String: String]
        var text = ""

        /// About where a text that is not turned lies.
        var box: Box? {
            guard let x = attributes["x"].flatMap(Double.init), let y = attributes["y"].flatMap(Double.init),
                let size = attributes["font-size"].flatMap(Double.init), attributes["transform"] == nil
            else { return nil }
            // DejaVu Sans is about this wide on average; digits are 0.64.
            let width = Double(text.count) * size * 0.58
            let left =
                switch attributes["text-anchor"] {
                case "end": x - width
                case "middle": x - width / 2
                default: x
                }
            return Box(text: text, left: left, right: left + width, top: y - size * 0.75, bottom: y)
        }
    }

    struct Box {
        let text: String
        let left, right, top, bottom: Double

        func overlaps(_ other: Box) -> Bool {
            left < other.right && other.left < right && top < other.bottom && other.top < bottom
        }

        func isInside(width: Double, height: Double) -> Bool {
            left >= 0 && right <= width && top >= 0 && bottom <= height
        }
    }

    private(set) var elements: [Element] = []
    private var open: [Int] = []

    init(_ text: String) throws {
        super.init()
        let parser = XMLParser(data: Data(text.utf8))
        parser.delegate = self
        guard parser.parse() else { throw parser.parserError ?? CocoaError(.fileReadCorruptFile) }
    }

    var texts: [Element] { elements.filter { $0.name == "text" } }
    var width: Double { size("width") }
    var height: Double { size("height") }

    func count(_ name: String) -> Int { elements.filter { $0.name == name }.count }

    private func size(_ name: String) -> Double { elements.first?.attributes[name].flatMap(Double.init) ?? 0 }

    func parser(
        _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
        attributes: [String: String] = [:]
    ) {
        open.append(elements.count)
        elements.append(Element(name: name, attributes: attributes))
    }

    func parser(_ parser: XMLParser, foundCharacters text: String) {
        if let index = open.last { elements[index].text += text }
    }

    func parser(_ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?) {
        open.removeLast()
    }
}
