function main(n) {
  const people = Array.from({ length: n }, (_, i) => ({ id: i, age: i % 80, city: `city${i % 50}` }));
  const adults = people.filter((p) => p.age >= 18).map((p) => ({ id: p.id, city: p.city, weight: p.age * 2 }));
  const heavy = adults.filter((p) => p.weight > 100).map((p) => p.weight);
  const cities = Object.fromEntries(adults.map((p) => [p.city, p.weight]));
  return heavy.reduce((a, b) => a + b, 0) + Object.keys(cities).length + cities.city7;
}
console.log(main(Number(process.argv[2])));
