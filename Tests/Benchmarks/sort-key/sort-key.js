function main(n) {
  const items = [];
  let x = 42;
  for (let i = 0; i < n; i++) {
    // In two halves: the product is beyond 2^53.
    x = ((((x >>> 16) * 1103515245) % 32768) * 65536 + (x & 65535) * 1103515245 + 12345) % 2147483648;
    items.push(x);
  }
  const records = items.map((key, id) => ({ id, key }));
  records.sort((a, b) => a.key - b.key);
  console.log(records[0].id, records[n >> 1].id, records[n - 1].id);
}
main(Number(process.argv[2]));
