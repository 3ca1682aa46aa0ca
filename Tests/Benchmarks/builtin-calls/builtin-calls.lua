local function main(n)
  local words = {"a", "bb", "ccc"}
  local total = 0
  for i = 0, n - 1 do total = total + math.abs(50 - i % 100) + #words end
  return total
end
print(main(tonumber(arg[1])))
