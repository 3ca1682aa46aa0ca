local parts = {}
for i = 0, tonumber(arg[1]) - 1 do parts[#parts + 1] = "item " .. i .. ";" end
print(#table.concat(parts))
