import Foundation
import Rep
import RepJournal
import RepRuntime
import RepSimulator
import RepValue
import Testing

/// A run whose journal ends at each of its writes, and which is gone on with: what the crash test does to processes, at
/// every single instant.
@Suite(.timeLimit(.minutes(15)))
struct InterruptionTests {
  private static let script = """
    var order = []
    let texts = parallel for n in 0..<3 {
      let text = await predict "replicate/hello-world" <text: "\\(n) \\(random(1, 1_000_000))">
      order.push(n)
      text
    }
    append "log.txt", "once "
    let pictures = [for n in 0..<2: await predict "black-forest-labs/flux-schnell" <prompt: "otter \\(n)", output_format: "png">]
    print save(pictures, to: "out/")
    print texts, order
    """

  @Test("A journal that fails at any of its writes stops the run before a create that is not written down")
  func everyWrite() async throws {
    var writes = 0
    while true {
      let world = try await JournalWorld()
      let first = try await world.run(Self.script, writes: writes)
      // Some creates may have been sent; none that the journal does not know.
      let known = try world.knownCreates()
      #expect(world.creates <= known, "after \(writes) writes")
      if let error = first.error { #expect(error.message.contains("disk is full"), "after \(writes) writes: \(error)") }
      if first.isWhole {
        #expect(first.error == nil)
        await world.end()
        break
      }
      let second = try await world.another().run(Self.script)
      #expect(second.error == nil, "after \(writes) writes: \(String(describing: second.error))")
      #expect(world.creates == 5, "after \(writes) writes")
      #expect(try world.names(in: "out") == ["out-0-1.png", "out-0.png"], "after \(writes) writes")
      #expect(try world.read("log.txt") == "once ", "after \(writes) writes")
      // What a run prints is complete whenever it ends well.
      if first.error == nil { #expect(first.output == second.output) }
      await world.end()
      writes += 1
    }
    #expect(writes > 20, "a run of five creates writes more than that")
  }

  @Test("A save that was killed goes on with the names that it had chosen, whether or not their files were there")
  func names() async throws {
    let world = try await JournalWorld()
    let script = """
      let pictures = [for n in 0..<2: await predict "black-forest-labs/flux-schnell" <prompt: "otter \\(n)", output_format: "png">]
      print save(pictures, to: "out/")
      """
    let first = try await world.run(script)
    #expect(first.output.contains("out-0-1.png"))
    // The instant after the second file was named and before the answer was written down.
    try world.change("""
      UPDATE effect SET kind = 'save/begun', value = '{"answer":true}', delivered = NULL WHERE kind = 'save';
      UPDATE run SET ended = NULL, outcome = NULL;
      """)
    let again = try await world.run(script)
    #expect(again.output == first.output)
    #expect(try world.names(in: "out") == ["out-0-1.png", "out-0.png"])
    // The instant before: the name is in the journal, the file is not there yet.
    try world.change("""
      UPDATE effect SET kind = 'save/begun', value = '{"answer":true}', delivered = NULL WHERE kind = 'save';
      UPDATE run SET ended = NULL, outcome = NULL;
      """)
    try world.remove("out/out-0-1.png")
    let third = try await world.run(script)
    #expect(third.output == first.output)
    #expect(try world.names(in: "out") == ["out-0-1.png", "out-0.png"])
    #expect(world.creates == 2)
    await world.end()
  }
}
