local function longest(n)
  local best, start = 0, 0
  for first = 1, n do
    local value, steps = first, 0
    while value ~= 1 do
      if value % 2 == 0 then value = value // 2 else value = 3 * value + 1 end
      steps = steps + 1
    end
    if steps > best then best, start = steps, first end
  end
  return start, best
end
local start, best = longest(tonumber(arg[1]))
print(start .. " " .. best)
