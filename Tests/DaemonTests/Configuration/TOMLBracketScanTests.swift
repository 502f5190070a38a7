import Testing

@testable import Daemon

struct TOMLBracketScanTests {
    /// Found by fuzzing: each ended the process inside the parser.
    @Test(arguments: [
        "[[ [[unit]]\n", "[{", "[=", "[.", "[ =", "[[[", "[#", "[ #", "[[ {", "[é]\n",
        "name = \"a # b\" # [ok]\n[ok]\nlist = [\n  [1], # \"\n]\n[[ [",
    ])
    func `a header without a name is refused`(text: String) throws {
        var scan = TOMLBracketScan(text)
        #expect(scan.fault()?.line == text.split(separator: "\n", omittingEmptySubsequences: true).count)
    }

    @Test(arguments: ["x = [}", "x = [1,}", "x = {a = [ }}", "x = [ [ }", "x = [#\n}"])
    func `a list that is closed by a brace is refused`(text: String) {
        var scan = TOMLBracketScan(text)
        #expect(scan.fault()?.problem == "a list that is closed by }")
    }

    @Test(arguments: [
        "x = ]", "x = }", "x = {a = ]}", "x = [{ a = [1] }]",
        "[a]\nb = 1\n[[c]]\n[ \"d\" ]\n['e'.f]\n[-]\n[]\n[[]]\n[[", "a = [\n  [[1]],\n  [ # one\n  [{ b = 2 }],\n]]\n",
        "a = \"\"\"\n[[ [\n\\\"\"\"\n\"\"\"\n", "a = '''\n[=\n'''\n", "a = 'it\\'\n[b]\n", "# [[ [\na = 1\n", "",
    ])
    func `everything else is left to the parser`(text: String) {
        var scan = TOMLBracketScan(text)
        #expect(scan.fault() == nil)
    }
}
