local function main()
  local s = 0.0
  local x = 1.5
  for i = 0, 2999999 do
    s = s + x * 0.5
    x = x + 0.25
    if x > 1000.0 then x = 1.5 end
  end
  return s
end
print(main())
