function main(n) {
  let s = 0.0;
  let x = 1.5;
  for (let i = 0; i < n; i++) {
    s = s + x * 0.5;
    x = x + 0.25;
    if (x > 1000.0) x = 1.5;
  }
  return s;
}
console.log(Math.trunc(main(Number(process.argv[2]))));
