// Hosts meet values, errors, limits, sources and the API's own errors everywhere: one import brings them all.
@_exported import RepRuntime
@_exported import RepSyntax
@_exported import RepValue
@_exported import Replicate
