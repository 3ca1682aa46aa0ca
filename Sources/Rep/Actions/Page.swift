import RepRuntime
import RepValue
import Replicate

/// A page of a list, and all that follow: fetched only as far as they are read, and remembered (R35).
final class Page: SequenceStorage, MemberContainer, @unchecked Sendable {
  private let operation: Operation
  private let services: Services
  private let arguments: Replicate.Arguments
  private let first: Value
  // Only the script thread that holds the baton reads and fetches.
  private var items: [Value]
  private var next: Replicate.Arguments?
  private var seenPositions: Set<String> = []
  private var linkFailure: ScriptError?
  /// Pages without items that came one after the other, and how many of them are believed.
  private var emptyPages = 0
  static let emptyPageLimit = 100

  init(_ operation: Operation, _ arguments: Replicate.Arguments, first: Value, _ services: Services) {
    self.operation = operation
    self.services = services
    self.arguments = arguments
    self.first = first
    items = first["results"].array ?? []
    super.init(kind: OpaqueKind.page)
    follow(first, arguments)
  }

  override var typeName: String { "page" }
  override var displayText: String { (try? JSON.text(first)) ?? "<page>" }
  override var jsonValue: Value? { first }

  /// What a journal keeps of the page, from which it can be made again.
  var recorded: Value { ["operation": Value(operation.id), "arguments": arguments.values, "first": first] }

  /// Makes a page again; nil for what is none.
  convenience init?(recorded: Value, _ services: Services) {
    guard let operation = Operations.all.first(where: { $0.id == recorded["operation"].string }) else { return nil }
    self.init(operation, Replicate.Arguments(recorded["arguments"]), first: recorded["first"], services)
  }

  func member(named key: StringStorage) -> Value? {
    guard case .object(let object) = first else { return nil }
    return object.value(for: key)
  }

  override func makeIterator() throws(ScriptError) -> SequenceIterator { PageIterator(self) }

  private func follow(_ page: Value, _ arguments: Replicate.Arguments) {
    do throws(ReplicateError) {
      next = try arguments.next(after: page)
      guard let position = next?.position else { return }
      emptyPages = page["results"].array?.isEmpty == false ? 0 : emptyPages + 1
      guard emptyPages < Self.emptyPageLimit else {
        next = nil
        linkFailure = ScriptError(
          .server, "\(Self.emptyPageLimit) pages of \(operation.id) in a row hold nothing, and each names a next one")
        return
      }
      guard seenPositions.insert(position).inserted else {
        next = nil
        linkFailure = ScriptError(
          .server, "the pages of \(operation.id) go in a circle: one names a next page that was read before")
        return
      }
    } catch {
      next = nil
      linkFailure = ScriptError(error.of(operation))
    }
  }

  /// The item at a position, fetching further pages as far as needed; nil behind the last one.
  fileprivate func item(at position: Int, _ context: ContextPointer) throws(ScriptError) -> Value? {
    while position >= items.count {
      if let linkFailure { throw linkFailure }
      guard let arguments = next else { return nil }
      next = nil
      let (operation, services) = (operation, services)
      let page: Value
      do throws(ScriptError) {
        page = try context.pointee.perform(operation.id + "/next", first["next"]) { () throws(ScriptError) in
          try context.pointee.wait { () async throws(ScriptError) in
            do {
              return try await services.client.call(operation, arguments)
            } catch {
              throw ScriptError.wrapping(error)
            }
          }
        }
      } catch {
        next = arguments
        throw error
      }
      items.append(contentsOf: page["results"].array ?? [])
      follow(page, arguments)
    }
    return items[position]
  }
}

private final class PageIterator: SequenceIterator {
  private let page: Page
  private var position = 0

  init(_ page: Page) { self.page = page }

  override func next(_ context: ContextPointer) throws(ScriptError) -> Value? {
    guard let item = try page.item(at: position, context) else { return nil }
    position += 1
    return item
  }
}
