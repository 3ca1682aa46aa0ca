local function main(n)
  local items, x = {}, 42
  for i = 1, n do
    x = (x * 1103515245 + 12345) % 2147483648
    items[i] = x
  end
  local records = {}
  for i, key in ipairs(items) do records[i] = {id = i - 1, key = key} end
  table.sort(records, function(a, b)
    if a.key ~= b.key then return a.key < b.key end
    return a.id < b.id
  end)
  print(records[1].id .. " " .. records[n // 2 + 1].id .. " " .. records[n].id)
end
main(tonumber(arg[1]))
