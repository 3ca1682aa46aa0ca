local function queens(n)
  local columns, rising, falling = {}, {}, {}
  local solutions = 0
  local function place(row)
    if row == n then
      solutions = solutions + 1
      return
    end
    for column = 0, n - 1 do
      local up, down = row + column, row - column + n
      if not columns[column] and not rising[up] and not falling[down] then
        columns[column], rising[up], falling[down] = true, true, true
        place(row + 1)
        columns[column], rising[up], falling[down] = false, false, false
      end
    end
  end
  for i = 0, 2 * n do columns[i], rising[i], falling[i] = false, false, false end
  place(0)
  return solutions
end
print(queens(tonumber(arg[1])))
