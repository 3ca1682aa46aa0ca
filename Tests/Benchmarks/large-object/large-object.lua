local function main(n)
  local o = {}
  for i = 0, n - 1 do o["key" .. i] = i end
  local s = 0
  for i = 0, n - 1 do s = s + o["key" .. i] end
  return s
end
print(main(tonumber(arg[1])))
