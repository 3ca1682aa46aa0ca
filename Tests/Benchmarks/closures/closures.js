function counter() {
  let c = 0;
  return () => {
    c = c + 1;
    return c;
  };
}

function main(n) {
  const next = counter();
  let s = 0;
  for (let i = 0; i < n; i++) s = s + next();
  return s;
}
console.log(main(Number(process.argv[2])));
