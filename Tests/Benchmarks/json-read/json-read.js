const fs = require("fs");

console.log(JSON.parse(fs.readFileSync(process.argv[3], "utf8")).length);
