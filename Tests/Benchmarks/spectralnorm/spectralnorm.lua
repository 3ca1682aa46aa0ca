-- After the Computer Language Benchmarks Game.
local function element(i, j) return 1.0 / ((i + j) * (i + j + 1) / 2 + i + 1) end

local function times(v, n)
  local result = {}
  for i = 0, n - 1 do
    local sum = 0.0
    for j = 0, n - 1 do sum = sum + element(i, j) * v[j + 1] end
    result[i + 1] = sum
  end
  return result
end

local function transposed_times(v, n)
  local result = {}
  for i = 0, n - 1 do
    local sum = 0.0
    for j = 0, n - 1 do sum = sum + element(j, i) * v[j + 1] end
    result[i + 1] = sum
  end
  return result
end

local function norm(n)
  local u, v = {}, nil
  for i = 1, n do u[i] = 1.0 end
  for _ = 1, 10 do
    v = transposed_times(times(u, n), n)
    u = transposed_times(times(v, n), n)
  end
  local upper, lower = 0.0, 0.0
  for i = 1, n do
    upper = upper + u[i] * v[i]
    lower = lower + v[i] * v[i]
  end
  return math.sqrt(upper / lower)
end
print(string.format("%.0f", norm(tonumber(arg[1])) * 1e9))
