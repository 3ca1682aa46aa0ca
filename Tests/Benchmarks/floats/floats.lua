local function main(n)
  local s = 0.0
  local x = 1.5
  for _ = 1, n do
    s = s + x * 0.5
    x = x + 0.25
    if x > 1000.0 then x = 1.5 end
  end
  return s
end
print(math.floor(main(tonumber(arg[1]))))
