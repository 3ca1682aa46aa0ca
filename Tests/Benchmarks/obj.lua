local function main()
  local o = {}
  for i = 0, 999999 do o["key" .. i] = i end
  local s = 0
  for i = 0, 999999 do s = s + o["key" .. i] end
  return s
end
print(main())
