import Rep
import RepRuntime
import RepValue
import Replicate

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// What may stand at the cursor. Looks at names, live values, built-ins, files and models; runs nothing of the script.
final class Completer {
  private let session: Session
  private let models: ModelNames
  private let schemas: SchemaLookup
  private let search: ModelSearch

  init(_ session: Session, models: ModelNames) {
    (self.session, self.models) = (session, models)
    schemas = SchemaLookup(session.engine.services)
    search = ModelSearch(session.engine.services)
  }

  /// Offers ways to go on.
  /// - Parameters:
  ///   - text: the input up to the cursor, earlier lines included.
  ///   - isRepeated: the user asked twice: models are searched for.
  func complete(_ text: String, isRepeated: Bool = false) -> Completion {
    let deadline = ContinuousClock.now + Patience.completion
    if text.hasPrefix(":") { return command(text) }
    if text.hasPrefix("?"), !text.contains(" ") { return words(String(text.dropFirst()), nil, given: []) }
    let context = CompletionContext(text)
    let prefix = context.prefix
    switch context.place {
    case .nothing: return Completion(replaced: 0, candidates: [])
    case .word(let callee): return words(prefix, callee, given: context.given, isStart: isStart(text, prefix))
    case .member(let path): return sorted(members(of: path), prefix)
    case .reference:
      let names = models.all(until: deadline) + session.engine.services.schemas.knownReferences
      let known = sorted(names.map { Candidate($0) }, prefix)
      guard isRepeated, prefix.unicodeScalars.count > 1, known.candidates.isEmpty else { return known }
      // What a search finds need not begin with the words that were searched for.
      return Completion(replaced: known.replaced, candidates: search.candidates(for: prefix, until: deadline))
    case .file: return sorted(Files.candidates(for: prefix), prefix)
    case .inputName(let reference):
      guard let schema = schema(reference, deadline) else { return Completion(replaced: 0, candidates: []) }
      let fields = schema.fields.filter { !context.given.contains($0.name) || $0.name == prefix }
      return ordered(fields.map { Candidate($0.name + ": ", detail(of: $0)) }, prefix)
    case .inputValue(let reference, let name):
      guard let field = schema(reference, deadline)?.field(named: name) else {
        return words(prefix, nil, given: [])
      }
      return inputValue(field, prefix, context)
    case .argumentValue(let callee, let name):
      let values = session.engine.builtins.function(named: callee)?.parameters.first { $0.name == name }?.allowedValues
      guard let values, !values.isEmpty else { return words(prefix, nil, given: []) }
      return sorted(values.map { Candidate(context.isInString ? $0 : "\"\($0)\"") }, prefix)
    }
  }

  // MARK: Words

  private func isStart(_ text: String, _ prefix: String) -> Bool {
    text.dropLast(prefix.count).allSatisfy(\.isWhitespace)
  }

  private func words(_ prefix: String, _ callee: String?, given: Set<String>, isStart: Bool = false) -> Completion {
    var candidates: [Candidate] = []
    if let callee { candidates += parameters(of: callee).filter { !given.contains(String($0.text.dropLast(2))) } }
    for binding in session.bindings { candidates.append(Candidate(binding.name, Describe.kind(of: binding))) }
    candidates += CompletionContext.keywords.map { Candidate($0, "keyword") }
    var seen: Set<String> = []
    for builtin in session.engine.builtins.functions {
      let parts = builtin.name.split(separator: ".", maxSplits: 1)
      if parts.count == 2 {
        if seen.insert(String(parts[0])).inserted { candidates.append(Candidate(parts[0] + ".", "group")) }
      } else {
        candidates.append(Candidate(builtin.name, builtin.summary))
      }
    }
    if isStart { candidates += PromptWord.allCases.map { Candidate($0.rawValue, $0.summary) } }
    return sorted(candidates, prefix)
  }

  private func parameters(of callee: String) -> [Candidate] {
    if let binding = session.binding(named: callee), let signature = FunctionSignature(of: binding.value) {
      return signature.parameters.filter { !$0.isRest }.map { Candidate($0.name + ": ", "parameter of \(callee)") }
    }
    guard let builtin = session.engine.builtins.function(named: callee) else { return [] }
    return builtin.parameters.filter { !$0.isRest && $0.name != "input" }
      .map { Candidate($0.name + ": ", "\($0.types.description)  \($0.summary)") }
  }

  private func members(of path: String) -> [Candidate] {
    let parts = path.split(separator: ".").map(String.init)
    if let root = parts.first, let binding = session.binding(named: root) {
      if binding.kind == .module { return parts.count == 1 ? binding.members.map { Candidate($0) } : [] }
      var value = binding.value
      for part in parts.dropFirst() {
        guard value.contains(key: part) else { return [] }
        value = value[part]
      }
      let data = value.asJSONObject
      let keys = (data.pairs ?? []).filter { Names.isName($0.key) }
        .map { Candidate($0.key, Describe.type(of: $0.value)) }
      let methods = session.engine.builtins.methodNames(of: ValueTypes(of: value))
        .map { Candidate($0 + "(", "method") }
      return keys + methods
    }
    let start = path + "."
    var candidates: Set<Candidate> = []
    for builtin in session.engine.builtins.functions where builtin.name.hasPrefix(start) {
      let rest = builtin.name.dropFirst(start.count)
      if let dot = rest.firstIndex(of: ".") {
        candidates.insert(Candidate(String(rest[...dot]), "group"))
      } else {
        candidates.insert(Candidate(String(rest), builtin.summary))
      }
    }
    return Array(candidates)
  }

  private func command(_ text: String) -> Completion {
    let parts = text.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false)
    if parts.count == 1 {
      return ordered(PromptCommand.allCases.map { Candidate(":" + $0.rawValue, $0.summary) }, text)
    }
    let rest = String(parts[1])
    if parts[0] == ":load" || parts[0] == ":save" { return sorted(Files.candidates(for: rest, quotes: false), rest) }
    return complete(rest)
  }

  // MARK: Inputs of models

  private func schema(_ reference: CompletionContext.Reference, _ deadline: ContinuousClock.Instant) -> InputSchema? {
    switch reference {
    case .text(let text): return schemas.schema(of: text, until: deadline)
    case .variable(let name):
      guard let text = session.binding(named: name)?.value.string else { return nil }
      return schemas.schema(of: text, until: deadline)
    }
  }

  private func detail(of field: InputField) -> String {
    var parts = [field.typeText]
    if field.isRequired { parts.append("required") }
    if !field.isSecret, !field.defaultValue.isNull { parts.append("= \(Describe.short(field.defaultValue, 24))") }
    if let range = field.rangeText { parts.append(range) }
    if let values = field.allowedValues { parts.append(Describe.short(values.map(\.text).joined(separator: " | "), 40)) }
    return parts.joined(separator: "  ")
  }

  private func inputValue(_ field: InputField, _ prefix: String, _ context: CompletionContext) -> Completion {
    if field.isFile {
      if context.isInString { return sorted(Files.candidates(for: prefix), prefix) }
      return sorted([Candidate("file(\"", field.typeText)] + words(prefix, nil, given: []).candidates, prefix)
    }
    if let values = field.allowedValues {
      let texts = values.map { context.isInString ? $0.text : ((try? JSON.text($0)) ?? $0.text) }
      return ordered(texts.map { Candidate($0) }, prefix)
    }
    guard !context.isInString else { return Completion(replaced: 0, candidates: []) }
    if field.type == .boolean { return ordered([Candidate("true"), Candidate("false")], prefix) }
    if !field.defaultValue.isNull, prefix.isEmpty, let text = try? JSON.text(field.defaultValue) {
      return ordered([Candidate(text, "default")], prefix)
    }
    return words(prefix, nil, given: [])
  }

  // MARK: Results

  private func ordered(_ candidates: [Candidate], _ prefix: String) -> Completion {
    Completion(replaced: prefix.unicodeScalars.count, candidates: candidates.filter { $0.text.hasPrefix(prefix) })
  }

  private func sorted(_ candidates: [Candidate], _ prefix: String) -> Completion {
    var seen: Set<String> = []
    let fitting = candidates.filter { $0.text.hasPrefix(prefix) && seen.insert($0.text).inserted }
    return Completion(replaced: prefix.unicodeScalars.count, candidates: fitting.sorted { $0.text < $1.text })
  }
}

/// Which texts are names.
enum Names {
  static func isName(_ text: String) -> Bool {
    guard let first = text.unicodeScalars.first, first == "_" || first.properties.isAlphabetic else { return false }
    return text.unicodeScalars.allSatisfy { $0 == "_" || $0.properties.isAlphabetic || ("0"..."9").contains($0) }
  }
}

/// Files for completion.
enum Files {
  /// The entries of the folder that a beginning of a path names.
  static func candidates(for prefix: String, quotes: Bool = true) -> [Candidate] {
    let slash = prefix.lastIndex(of: "/")
    let folder = slash.map { String(prefix[...$0]) } ?? ""
    let name = slash.map { prefix[prefix.index(after: $0)...] } ?? prefix[...]
    var place = folder.isEmpty ? "." : folder
    if place.hasPrefix("~/"), let home = getenv("HOME") { place = String(cString: home) + place.dropFirst() }
    guard let directory = opendir(place) else { return [] }
    defer { closedir(directory) }
    var candidates: [Candidate] = []
    // A folder of a million files must not hold up the prompt.
    for _ in 0..<20_000 {
      guard let entry = readdir(directory) else { break }
      let entryName = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      guard entryName != ".", entryName != "..", entryName.hasPrefix(name) else { continue }
      guard !entryName.hasPrefix(".") || name.hasPrefix(".") else { continue }
      var information = stat()
      let isFolder = stat(place + "/" + entryName, &information) == 0 && information.st_mode & S_IFMT == S_IFDIR
      candidates.append(Candidate(folder + entryName + (isFolder ? "/" : quotes ? "\"" : ""), isFolder ? "folder" : ""))
    }
    return candidates
  }
}
