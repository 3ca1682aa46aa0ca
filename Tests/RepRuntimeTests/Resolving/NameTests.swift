import RepSyntax
import Testing

@testable import RepRuntime

/// The tables behind the analysis of scopes, against plain dictionaries.
@Suite struct NameTests {
  private let owner = FunctionScope(name: nil, parent: nil)

  private func variable(_ name: String) -> Variable {
    Variable(name: name, kind: .constant, span: Span(0, 0), owner: owner, block: 0, isGlobal: false)
  }

  @Test func innerBlocksHideAndGiveBack() {
    let outer = variable("x")
    var names = VisibleNames(["x": outer])
    names.push()
    #expect(names.find("x")?.variable === outer)
    #expect(names.find("x")?.isOuter == true)
    let own = variable("x")
    #expect(names.declare("x", own) == nil, "the outer block's name is another")
    #expect(names.find("x")?.variable === own)
    #expect(names.find("x")?.isOuter == false)
    let again = variable("x")
    #expect(names.declare("x", again) === own)
    #expect(names.innermostBlock["x"] === again)
    names.push()
    #expect(names.innermostBlock.isEmpty)
    #expect(names.find("x")?.variable === again)
    names.pop()
    names.pop()
    #expect(names.find("x")?.variable === outer)
    #expect(names.outerHas("x"))
    #expect(!names.outerHas("y"))
  }

  /// Thousands of names in nested blocks mean what a stack of dictionaries says.
  @Test func manyNamesInManyBlocks() {
    var names = VisibleNames([:])
    var blocks: [[String: Variable]] = [[:]]
    var random: UInt64 = 88_172_645_463_325_252
    func next(_ bound: Int) -> Int {
      random ^= random << 13
      random ^= random >> 7
      random ^= random << 17
      return Int(random % UInt64(bound))
    }
    for _ in 0..<20_000 {
      let name = "name\(next(3_000))"
      switch next(10) {
      case 0:
        names.push()
        blocks.append([:])
      case 1 where blocks.count > 1:
        names.pop()
        blocks.removeLast()
      case 2...6:
        let new = variable(name)
        #expect(names.declare(name, new) === blocks[blocks.count - 1].updateValue(new, forKey: name))
      default:
        let meant = blocks.last { $0[name] != nil }?[name]
        #expect(names.find(name)?.variable === meant)
      }
      #expect(names.depth == blocks.count)
    }
  }

  @Test func offsetsNextToEachOther() {
    var table = OffsetTable<Variable>()
    let variables = (0..<64).map { variable("v\($0)") }
    #expect(table[0] == nil)
    for offset in 0..<64 where offset % 5 != 3 { table[offset] = variables[offset] }
    for offset in 0..<64 {
      #expect(table[offset] === (offset % 5 == 3 ? nil : variables[offset]))
    }
    table[7] = variables[0]
    table[6] = variables[1]
    #expect(table[7] === variables[0])
    #expect(table[6] === variables[1])
    #expect(table[-1] == nil)
    #expect(table[1_000] == nil)
  }
}
