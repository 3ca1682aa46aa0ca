function main(n) {
  const fields = [];
  for (let i = 0; i < 1000; i++) fields.push(`field${i}`);
  const line = fields.join(",");
  let total = 0;
  for (let round = 0; round < n; round++) {
    const parts = line.split(",").map((s) => s.toUpperCase());
    total += parts.join(";").length;
  }
  return total;
}
console.log(main(Number(process.argv[2])));
