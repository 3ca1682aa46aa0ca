const fs = require("fs");

const counts = new Map();
for (const line of fs.readFileSync(process.argv[3], "utf8").split("\n")) {
  if (line === "") continue;
  for (const word of line.split(" ")) counts.set(word, (counts.get(word) ?? 0) + 1);
}
const items = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
for (const [word, count] of items.slice(0, 5)) console.log(word, count);
console.log(items.length);
