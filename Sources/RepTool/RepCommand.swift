import ArgumentParser
@main struct RepCommand: ParsableCommand {}
