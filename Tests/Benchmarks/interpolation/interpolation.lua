local function main(n)
  local total = 0
  for i = 0, n - 1 do
    local name = "user" .. i % 97
    local text = name .. " has " .. i .. " points (" .. i / 4 .. ") at " .. i % 60 .. "s"
    total = total + #text
  end
  return total
end
print(main(tonumber(arg[1])))
