local function split(s)
  local parts = {}
  for part in s:gmatch("[^,]+") do parts[#parts + 1] = part end
  return parts
end

local function main(n)
  local fields = {}
  for i = 0, 999 do fields[#fields + 1] = "field" .. i end
  local line = table.concat(fields, ",")
  local total = 0
  for _ = 1, n do
    local parts = split(line)
    for i = 1, #parts do parts[i] = parts[i]:upper() end
    total = total + #table.concat(parts, ";")
  end
  return total
end
print(main(tonumber(arg[1])))
