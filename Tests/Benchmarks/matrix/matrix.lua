local function matrix(n, seed)
  local rows = {}
  for i = 0, n - 1 do
    local row = {}
    for j = 0, n - 1 do row[j + 1] = (i * seed + j) % 10 end
    rows[i + 1] = row
  end
  return rows
end

local function multiply(a, b, n)
  local result = {}
  for i = 1, n do
    local row, line = a[i], {}
    for j = 1, n do
      local sum = 0
      for k = 1, n do sum = sum + row[k] * b[k][j] end
      line[j] = sum
    end
    result[i] = line
  end
  return result
end

local n = tonumber(arg[1])
local product = multiply(matrix(n, 3), matrix(n, 7), n)
local trace = 0
for i = 1, n do trace = trace + product[i][i] end
print(trace .. " " .. product[n][1])
