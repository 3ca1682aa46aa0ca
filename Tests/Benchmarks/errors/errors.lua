local function check(i)
  if i % 3 == 0 then error({kind = "third", message = "a third", at = i}) end
  return i
end

local function main(n)
  local caught, total = 0, 0
  for i = 0, n - 1 do
    local ok, result = pcall(check, i)
    if ok then total = total + result else caught = caught + result.at % 7 end
  end
  return total + caught
end
print(main(tonumber(arg[1])))
