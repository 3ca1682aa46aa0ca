local function main(n)
  local items, x = {}, 42
  for i = 1, n do
    x = (x * 1103515245 + 12345) % 2147483648
    items[i] = x
  end
  table.sort(items, function(a, b) return a < b end)
  print(items[1] .. " " .. items[n // 2 + 1] .. " " .. items[n])
end
main(tonumber(arg[1]))
