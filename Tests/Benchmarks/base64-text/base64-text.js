const text = "The quick brown fox jumps over the lazy dog. ".repeat(Math.floor(Number(process.argv[2]) / 45));
const encoded = Buffer.from(text).toString("base64");
console.log(encoded.length, Buffer.from(encoded, "base64").toString() === text);
