function main(n) {
  const words = ["a", "bb", "ccc"];
  let total = 0;
  for (let i = 0; i < n; i++) total += Math.abs(50 - (i % 100)) + words.length;
  return total;
}
console.log(main(Number(process.argv[2])));
