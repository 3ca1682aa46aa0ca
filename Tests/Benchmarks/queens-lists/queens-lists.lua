local n = tonumber(arg[1])

local function is_safe(board, column)
  local row = #board + 1
  for i, other in ipairs(board) do
    if other == column or math.abs(other - column) == row - i then return false end
  end
  return true
end

local function count(board)
  if #board == n then return 1 end
  local found = 0
  for column = 1, n do
    if is_safe(board, column) then
      local next = {table.unpack(board)}
      next[#next + 1] = column
      found = found + count(next)
    end
  end
  return found
end
print(count({}))
