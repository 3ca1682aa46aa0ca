function main(n) {
  let s = "";
  for (let i = 0; i < n; i++) s += `item ${i};`;
  return s.length;
}
console.log(main(Number(process.argv[2])));
