const fs = require("fs");

const records = JSON.parse(fs.readFileSync(process.argv[3], "utf8"));
const groups = {};
for (const record of records) {
  if (record.status === "succeeded") (groups[record.model] ??= []).push(record);
}
const models = Object.keys(groups).sort();
const result = { groups: {}, sums: {} };
for (const name of models) {
  result.groups[name] = groups[name];
  result.sums[name] = groups[name].reduce((sum, record) => sum + record.metrics.tokens, 0);
}
console.log(JSON.stringify(result));
