local function main(n)
  local s = 0
  for i = 0, n - 1 do
    for j = 0, 999 do
      s = s + (i * j) % 7
      if s > 1000000 then s = s - 1000000 end
    end
  end
  return s
end
print(main(tonumber(arg[1])))
