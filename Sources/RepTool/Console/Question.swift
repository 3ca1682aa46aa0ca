/// Asks whoever sits at the terminal, or reads the next line of standard input.
enum Question {
  /// The answer without its line break; nil at the end of the input.
  static func ask(_ question: String) -> String? {
    Console.standard.write(error: question.hasSuffix(" ") ? question : question + " ")
    return readLine(strippingNewline: true)
  }
}
