local function map(a, f)
  local r = {}
  for i = 1, #a do r[i] = f(a[i]) end
  return r
end
local function filter(a, f)
  local r = {}
  for i = 1, #a do
    local v = a[i]
    if f(v) then r[#r + 1] = v end
  end
  return r
end
local function reduce(a, f, x)
  for i = 1, #a do x = f(x, a[i]) end
  return x
end

local a = {}
for i = 0, tonumber(arg[1]) - 1 do a[#a + 1] = i end
local k = 3
local even = filter(map(a, function(x) return x * k + 1 end), function(x) return x % 2 == 0 end)
print(reduce(even, function(total, x) return total + x end, 0))
