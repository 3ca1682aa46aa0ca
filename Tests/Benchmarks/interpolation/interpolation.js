function main(n) {
  let total = 0
  for (let i = 0; i < n; i++) {
    const name = `user${i % 97}`
    const quarter = i / 4
    const text = `${name} has ${i} points (${Number.isInteger(quarter) ? `${quarter}.0` : quarter}) at ${i % 60}s`
    total += text.length
  }
  return total
}
console.log(main(Number(process.argv[2])))
