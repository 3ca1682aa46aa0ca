function main(n) {
  const o = {};
  for (let i = 0; i < n; i++) o[`key${i}`] = i;
  let s = 0;
  for (let i = 0; i < n; i++) s = s + o[`key${i}`];
  return s;
}
console.log(main(Number(process.argv[2])));
