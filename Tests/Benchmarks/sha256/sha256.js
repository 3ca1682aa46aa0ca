const { createHash } = require("crypto");

const text = "The quick brown fox jumps over the lazy dog. ".repeat(Math.floor(Number(process.argv[2]) / 45));
console.log(createHash("sha256").update(text).digest("hex"));
