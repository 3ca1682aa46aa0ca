class Third extends Error {
  constructor(at) {
    super("a third");
    this.at = at;
  }
}

function check(i) {
  if (i % 3 === 0) throw new Third(i);
  return i;
}

function main(n) {
  let caught = 0;
  let total = 0;
  for (let i = 0; i < n; i++) {
    try {
      total += check(i);
    } catch (e) {
      caught += e.at % 7;
    }
  }
  return total + caught;
}
console.log(main(Number(process.argv[2])));
