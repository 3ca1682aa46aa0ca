import Testing

@testable import RepSyntax

/// What the formatter makes of text that is not canonical.
@Suite struct PrinterTests {
  private func format(_ text: String, width: Int = 100) throws -> String {
    let tree = Parser.parse(Source(name: "test.rep", text: text))
    #expect(tree.diagnostics.filter { $0.severity == .error }.map(\.message) == [])
    return try #require(Printer(width: width).print(tree))
  }

  @Test(arguments: [
    ("let   a=1", "let a = 1\n"),
    ("let a=1;let b=2", "let a = 1\nlet b = 2\n"),
    ("", ""),
    ("\n\n# only a comment  \n\n", "# only a comment\n"),
    ("print(1,2,...xs , a :b)", "print(1, 2, ...xs, a: b)\n"),
    ("print   1 ,  a:2", "print 1, a: 2\n"),
    ("predict  'm'  < a : 1 , b: , ... c >, wait_for:5", "predict 'm' <a: 1, b:, ...c>, wait_for: 5\n"),
    ("let o={ a :1,'b c':2 , d: }", "let o = {a: 1, 'b c': 2, d:}\n"),
    ("let x=-  y**2", "let x = -y ** 2\n"),
    ("let n = 0xFF + 1_000 + 1h30m", "let n = 0xFF + 1_000 + 1h30m\n"),
    ("if a{b()}else if c{d()}", "if a { b() } else if c { d() }\n"),
    ("fn f( a,b=1,...c ){a}", "fn f(a, b = 1, ...c) { a }\n"),
    ("let f=(x)=>x+1", "let f = (x) => x + 1\n"),
    ("let f=fn(x){}", "let f = fn(x) {}\n"),
    ("let e = try{f()}catch  e{g( e )}", "let e = try { f() } catch e { g(e) }\n"),
    ("match x{1|2=>'a';[a,...b]if a>1=>{a:};_=>3}", "match x { 1 | 2 => 'a'; [a, ...b] if a > 1 => {a:}; _ => 3 }\n"),
    ("param n:int=4   ## how many", "param n: int = 4  ## how many\n"),
    ("import  'a.rep'  as  a", "import 'a.rep' as a\n"),
    ("x?.a?[ 0 ] . b", "x?.a?[0].b\n"),
    ("let all=[for x in xs if x>1:x*2]", "let all = [for x in xs if x > 1: x * 2]\n"),
    ("parallel( limit:8 )for x in xs{f( x )}", "parallel(limit: 8) for x in xs { f(x) }\n"),
    ("let s = \"a \\(  1+1  ) b\"", "let s = \"a \\(  1+1  ) b\"\n"),
  ])
  func blanks(text: String, expected: String) throws {
    #expect(try format(text) == expected)
  }

  @Test func whatDoesNotFitHasOneItemALine() throws {
    #expect(
      try format("let list = [11111111, 22222222, 33333333, 44444444]", width: 40) == """
        let list = [
          11111111,
          22222222,
          33333333,
          44444444,
        ]

        """)
    #expect(
      try format("call(first_argument, second: {a: 1}, ...third_argument)", width: 40) == """
        call(
          first_argument,
          second: {a: 1},
          ...third_argument
        )

        """)
    #expect(
      try format("await predict 'some/model' <prompt: 'a long prompt', seed: 7>, wait_for: 10", width: 40) == """
        await predict 'some/model' <
          prompt: 'a long prompt',
          seed: 7,
        >, wait_for: 10

        """)
    #expect(
      try format("deployments.create name: 'otter', model: 'me/otter', hardware: 'gpu', count: 2", width: 50) == """
        deployments.create name: 'otter',
          model: 'me/otter', hardware: 'gpu', count: 2

        """)
    #expect(
      try format("let b = some_condition and another_condition or yet_another", width: 40) == """
        let b = some_condition and
          another_condition or
          yet_another

        """)
    #expect(
      try format("xs |> filter(x => x > 1) |> map(x => x * 2) |> save to: 'out/'", width: 40) == """
        xs
          |> filter(x => x > 1)
          |> map(x => x * 2)
          |> save to: 'out/'

        """)
  }

  @Test func lastArgumentsAreHugged() throws {
    #expect(
      try format("xs.each(x => {\n print x\n print x })") == """
        xs.each(x => {
          print x
          print x
        })

        """)
    #expect(
      try format("f([1111111111, 2222222222, 333333333])", width: 30) == """
        f([
          1111111111,
          2222222222,
          333333333,
        ])

        """)
  }

  @Test func aWritersLineBreaksAreKept() throws {
    let text = """
      let short = [
        1,
        2,
      ]
      fn f(x) {
        x
      }
      let c = xs
        .map(x => x + 1)
        .first()
      1
        |> f

      """
    #expect(try format(text) == text)
  }

  @Test func emptyLinesAreKeptOneAtATime() throws {
    #expect(
      try format("\n\na()\n\n\n\nb()\nc()\nif x {\n\n  d()\n\n\n  e()\n\n}\n\n\n") == """
        a()

        b()
        c()
        if x {
          d()

          e()
        }

        """)
  }

  @Test func commentsStayWhereTheyAre() throws {
    let text = """
      #!/usr/bin/env rep
      ## What it does.

      # before
      let a = 1        # after one
      let longer = 22  # after two

      let list = [  # at the bracket
        # above an item
        1,  # after an item
        2,
        # at the end
      ]
      predict "m" <
        prompt: "x",  # the prompt

        guidance_scale: 2,  ## how literal
      >
      if a {  # opening
        b()
        # closing
      }
      # before else
      else {
        c()
      }
      let sum = a +  # plus
        b
      xs
        # first stage
        |> f  # second
        |> g
      match a {
        # an arm
        1 => 2  # one

        # another
        _ => 3
      }
      fn empty() {
        # nothing
      }
      # the end

      """
    #expect(try format(text) == text)
  }

  @Test func multiLineStringsMoveWithTheirLine() throws {
    let text = "if a {\n      let s = \"\"\"\n          one\n\n            two\n          \"\"\"\n}\n"
    #expect(
      try format(text) == "if a {\n  let s = \"\"\"\n      one\n\n        two\n      \"\"\"\n}\n")
    let tabs = "if a {\n\t\tlet s = \"\"\"\n\t\tone\n\t\t\"\"\"\n}\n"
    #expect(try format(tabs) == "if a {\n  let s = \"\"\"\n\t\tone\n\t\t\"\"\"\n}\n")
  }

  /// Neither deep recursion nor quadratic time on texts that are long in one direction.
  @Test(arguments: [
    ("# comment\n", 10_000), ("f(1)\n", 10_000), ("let x = [\n  1,\n]\n", 3_000),
    ("if a {\n  1\n}\n", 3_000), ("print 1, 2, 3\n", 3_000),
  ])
  func longTexts(line: String, count: Int) throws {
    let text = String(repeating: line, count: count)
    #expect(try format(text) == text)
  }

  @Test func brokenTextIsNotRewritten() {
    let tree = Parser.parse(Source(name: "test.rep", text: "let a = \nlet"))
    #expect(Printer().print(tree) == nil)
  }
}
