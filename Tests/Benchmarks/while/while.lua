local function main(n)
  local i, s = 0, 0
  while i < n do
    if i % 3 == 0 then s = s + i else s = s - 1 end
    i = i + 1
  end
  return s
end
print(main(tonumber(arg[1])))
