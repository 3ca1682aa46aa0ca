function main(n) {
  const a = [];
  for (let i = 0; i < n; i++) a.push(i);
  const k = 3;
  return a
    .map((x) => x * k + 1)
    .filter((x) => x % 2 === 0)
    .reduce((total, x) => total + x, 0);
}
console.log(main(Number(process.argv[2])));
