extension Operation {
  /// `files.list`: `GET /files`.
  public static let filesList = Operation(
    "files.list", action: "FILES_LIST", .get, "/files", [.cursor], gives: .page, rate: .files,
    "the files you have uploaded, newest first", example: "for f in files.list() { print f.id, f.size }")

  // A repeated upload leaves a second copy that costs nothing and is gone after a day: it may be sent again.
  /// `files.create`: `POST /files`.
  public static let filesCreate = Operation(
    "files.create", action: "FILES_CREATE", .post, "/files",
    [
      Parameter(
        name: "content", wireName: "content", type: .object, isRequired: true, allowedValues: nil, range: nil,
        place: .part, format: .file, summary: "the file to upload, at most 100 MB"),
      Parameter(
        name: "content_type", wireName: "type", type: .string, isRequired: false, allowedValues: nil, range: nil,
        place: .part, format: .plain, summary: "its media type; else told from the name and the first bytes"),
      Parameter(
        name: "metadata", wireName: "metadata", type: .object, isRequired: false, allowedValues: nil, range: nil,
        place: .part, format: .plain, summary: "an object of your own that is kept with the file"),
    ], gives: .json, rate: .files, effects: .mutating,
    "upload a file for use as a model input", example: #"files.create file("cat.png"), metadata: {album: "cats"}"#)

  /// `files.get`: `GET /files/{file_id}`.
  public static let filesGet = Operation(
    "files.get", action: "FILES_GET", .get, "/files/{file_id}", [.fileID], gives: .json, rate: .files,
    "one uploaded file's record", example: "print files.get(id).expires_at")

  /// `files.delete`: `DELETE /files/{file_id}`.
  public static let filesDelete = Operation(
    "files.delete", action: "FILES_DELETE", .delete, "/files/{file_id}", [.fileID], gives: .empty, rate: .files,
    effects: .mutating,
    "delete an uploaded file", example: "files.delete id")

  /// `files.download`: `GET /files/{file_id}/download`.
  public static let filesDownload = Operation(
    "files.download", action: nil, .get, "/files/{file_id}/download",
    [
      .fileID,
      .query("owner", required: true, "user or organization that uploaded the file"),
      .query("expiry", type: .integer, required: true, format: .time, "when the link ends, in seconds since 1970"),
      .query("signature", required: true, "base64 of the link's HMAC-SHA256"),
    ], gives: .file, rate: .files,
    "read an uploaded file through a signed link", example: "files.download(id, owner:, expiry:, signature:)")
}

extension Operations {
  static let fileOperations: [Operation] = [.filesList, .filesCreate, .filesGet, .filesDelete, .filesDownload]
}
