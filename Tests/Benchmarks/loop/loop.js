function main(n) {
  let s = 0;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < 1000; j++) {
      s = s + ((i * j) % 7);
      if (s > 1000000) s = s - 1000000;
    }
  }
  return s;
}
console.log(main(Number(process.argv[2])));
