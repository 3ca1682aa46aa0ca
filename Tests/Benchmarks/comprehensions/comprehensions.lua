local function main(n)
  local people, adults, heavy, cities = {}, {}, {}, {}
  for i = 0, n - 1 do people[#people + 1] = {id = i, age = i % 80, city = "city" .. i % 50} end
  for _, p in ipairs(people) do
    if p.age >= 18 then adults[#adults + 1] = {id = p.id, city = p.city, weight = p.age * 2} end
  end
  for _, p in ipairs(adults) do
    if p.weight > 100 then heavy[#heavy + 1] = p.weight end
  end
  for _, p in ipairs(adults) do cities[p.city] = p.weight end
  local sum, count = 0, 0
  for _, weight in ipairs(heavy) do sum = sum + weight end
  for _ in pairs(cities) do count = count + 1 end
  return sum + count + cities.city7
end
print(main(tonumber(arg[1])))
