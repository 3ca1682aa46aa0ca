local function counter()
  local c = 0
  return function()
    c = c + 1
    return c
  end
end
local function main()
  local next = counter()
  local s = 0
  for i = 1, 2000000 do s = s + next() end
  return s
end
print(main())
