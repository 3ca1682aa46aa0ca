local function counter()
  local c = 0
  return function()
    c = c + 1
    return c
  end
end

local function main(n)
  local next = counter()
  local s = 0
  for _ = 1, n do s = s + next() end
  return s
end
print(main(tonumber(arg[1])))
