function main(n) {
  let i = 0;
  let s = 0;
  while (i < n) {
    if (i % 3 === 0) s = s + i;
    else s = s - 1;
    i = i + 1;
  }
  return s;
}
console.log(main(Number(process.argv[2])));
