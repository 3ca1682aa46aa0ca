import Rep
import RepRuntime
import RepSyntax
import RepValue

/// The successful inputs of a session, and the script that does the same.
///
/// A session may do what a script may not: bind a name twice, name a result `_`, show a value by naming it. The script
/// says the same in the script's way: a name that is bound again becomes a `var` that is assigned to, a value that was
/// shown is bound and printed, and `_` becomes the name of that binding. Everything else stays as it was typed.
struct SessionScript {
  /// One input that succeeded.
  struct Entry {
    let input: SessionProgram.Input
    /// The number of its result; nil when it had none.
    let result: Int?
    /// What `_error` was when it ran, as JSON.
    let errorText: String
  }

  /// A session that no script can repeat.
  struct Failure: Error { let message: String }

  private(set) var entries: [Entry] = []
  private let builtins: BuiltinSet

  init(builtins: BuiltinSet) { self.builtins = builtins }

  mutating func add(_ entry: Entry) { entries.append(entry) }

  mutating func removeAll() { entries = [] }

  /// The script.
  /// - Throws: ``Failure`` where one name stands for two modules.
  func text() throws(Failure) -> String {
    var writer = ScriptWriter(entries, builtins)
    for entry in entries { writer.write(entry) }
    if let name = writer.ambiguousModule {
      throw Failure(message: "the name `\(name)` stands for two modules, which one script cannot say")
    }
    let head = writer.imports.map(\.text) + writer.params
    let sections = [["# Saved from a session of rep."], head, writer.lines].filter { !$0.isEmpty }
    return sections.map { $0.joined(separator: "\n") }.joined(separator: "\n\n") + "\n"
  }
}

/// Writes inputs one after another as the lines of one script.
private struct ScriptWriter {
  /// What must stand first.
  private(set) var imports: [(name: String, text: String)] = []
  private(set) var params: [String] = []
  private(set) var lines: [String] = []
  private(set) var ambiguousModule: String?

  /// Names that are bound more than once, and those of them that the script has a `var` for by now.
  private let repeated: Set<String>
  private var declared: Set<String> = []
  private let builtins: BuiltinSet
  /// In front of the number of a result; no name of the session begins so.
  private let resultPrefix: String
  /// What replaces parts of the current input, and what stands before and after it.
  private var edits: [(span: Span, text: String)] = []
  private var before: [String] = []
  private var after: [String] = []

  init(_ entries: [SessionScript.Entry], _ builtins: BuiltinSet) {
    var counts: [String: Int] = [:]
    for entry in entries {
      for statement in entry.input.tree.statements {
        switch statement.kind {
        case .binding(let binding): counts[binding.name.text, default: 0] += 1
        case .function(let name, _): counts[name.text, default: 0] += 1
        case .param(let param): counts[param.name.text, default: 0] += 1
        default: break
        }
      }
    }
    repeated = Set(counts.filter { $0.value > 1 }.keys)
    var prefix = "result_"
    while counts.keys.contains(where: { $0.hasPrefix(prefix) }) { prefix += "_" }
    resultPrefix = prefix
    self.builtins = builtins
  }

  mutating func write(_ entry: SessionScript.Entry) {
    (edits, before, after) = ([], [], [])
    let source = entry.input.tree.source
    for use in entry.input.resultUses { replace(use.span, by: "\(resultPrefix)\(use.number)", in: source) }
    for span in entry.input.errorUses { replace(span, by: entry.errorText, in: source) }
    let statements = entry.input.tree.statements
    for (index, statement) in statements.enumerated() {
      write(statement, result: index == statements.count - 1 ? .some(entry.result) : nil, source)
    }
    var own = edited(Span(0, source.bytes.count), in: source)
      .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    while own.last?.allSatisfy(\.isWhitespace) == true { own.removeLast() }
    while own.first?.allSatisfy(\.isWhitespace) == true { own.removeFirst() }
    lines += before + own + after
  }

  /// - Parameter result: nil but for the last statement, which may have given a result.
  private mutating func write(_ statement: Statement, result: Int??, _ source: Source) {
    switch statement.kind {
    case .binding(let binding) where repeated.contains(binding.name.text):
      let isNew = declared.insert(binding.name.text).inserted
      edits.append((Span(statement.span.start, binding.name.span.start), isNew ? "var " : ""))
    case .function(let name, _) where repeated.contains(name.text):
      // It is visible in its whole input, and to itself.
      if declared.insert(name.text).inserted { before.append("var \(name.text) = null") }
      edits.append((Span(statement.span.start, name.span.end), "\(name.text) = fn"))
      before.append(edited(statement.span, in: source))
      edits.removeAll { statement.span.start <= $0.span.start && $0.span.end <= statement.span.end }
      edits.append((statement.span, ""))
    case .function(let name, _) where builtins.function(named: name.text) != nil || builtins.isGroup(name.text):
      // A `fn` is visible in the whole script, where earlier lines mean the built-in.
      edits.append((Span(statement.span.start, name.span.end), "let \(name.text) = fn"))
    case .param(let param): write(param, statement, source)
    case .importModule(_, let name):
      let text = source.text(statement.span)
      edits.append((statement.span, ""))
      if let known = imports.first(where: { $0.name == name.text }) {
        if known.text != text { ambiguousModule = name.text }
      } else {
        imports.append((name.text, text))
      }
    case .expression(let expression):
      guard let result else { break }
      write(last: expression, result)
    default: break
    }
  }

  private mutating func write(_ param: ParamDeclaration, _ statement: Statement, _ source: Source) {
    guard let value = param.defaultValue else {
      // It took the value of a variable, which the script has too.
      edits.append((statement.span, ""))
      return
    }
    if !repeated.contains(param.name.text), value.isLiteral {
      params.append(source.text(statement.span))
      edits.append((statement.span, ""))
      return
    }
    let isNew = declared.insert(param.name.text).inserted
    let word = repeated.contains(param.name.text) ? (isNew ? "var " : "") : "let "
    edits.append((Span(statement.span.start, value.span.start), "\(word)\(param.name.text) = "))
  }

  private mutating func write(last expression: Expression, _ result: Int?) {
    guard let result else {
      // A value of null that was only looked at: as a line of a script it would be refused.
      if !expression.mayHaveEffect { edits.append((expression.span, "")) }
      return
    }
    let name = "\(resultPrefix)\(result)"
    var start = expression.span.start
    if case .returning(let inner?) = expression.kind { start = inner.span.start }
    edits.append((Span(expression.span.start, start), "let \(name) = "))
    after.append("print \(name)")
  }

  /// Replaces a name; `{_:}` needs the key spelt out.
  private mutating func replace(_ span: Span, by text: String, in source: Source) {
    let isShorthand = span.end < source.bytes.count && source.bytes[span.end] == UInt8(ascii: ":")
    if isShorthand {
      edits.append((Span(span.start, span.end + 1), "\"\(source.text(span))\": \(text)"))
    } else {
      edits.append((span, text))
    }
  }

  /// A part of the input with the edits inside it.
  private func edited(_ span: Span, in source: Source) -> String {
    var text = ""
    var position = span.start
    let inside = edits.filter { span.start <= $0.span.start && $0.span.end <= span.end }
    // What was put in at one place comes before what replaces the text there.
    for edit in inside.sorted(by: { ($0.span.start, $0.span.end) < ($1.span.start, $1.span.end) })
    where edit.span.start >= position {
      text += source.text(Span(position, edit.span.start)) + edit.text
      position = edit.span.end
    }
    return text + source.text(Span(position, span.end))
  }
}

extension Expression {
  /// Whether it is a literal, a list or object of them included.
  fileprivate var isLiteral: Bool {
    switch kind {
    case .null, .bool, .number: true
    case .string(let literal): literal.plainText != nil
    case .group(let inner), .unary(.negate, let inner): inner.isLiteral
    case .list(let elements):
      elements.allSatisfy { if case .value(let value) = $0 { value.isLiteral } else { false } }
    case .object(let entries):
      entries.allSatisfy { if case .pair(_, let value?) = $0 { value.isLiteral } else { false } }
    default: false
    }
  }

  /// False for what a script may not have as a statement (R13).
  fileprivate var mayHaveEffect: Bool {
    switch kind {
    case .null, .bool, .number, .string, .name, .function, .list, .object, .range, .member, .index, .unary: false
    case .group(let inner): inner.mayHaveEffect
    case .binary(let operation, _, let right, _):
      switch operation {
      case .and, .or, .coalesce: right.mayHaveEffect
      default: false
      }
    default: true
    }
  }
}
