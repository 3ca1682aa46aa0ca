-- After the Computer Language Benchmarks Game.
local function tree(depth)
  if depth == 0 then return {} end
  return {left = tree(depth - 1), right = tree(depth - 1)}
end

local function nodes(tree)
  if not tree.left then return 1 end
  return 1 + nodes(tree.left) + nodes(tree.right)
end

local n = tonumber(arg[1])
print(nodes(tree(n + 1)))
local kept = tree(n)
for depth = 4, n, 4 do
  local rounds = 1 << (n - depth + 4)
  local total = 0
  for _ = 1, rounds do total = total + nodes(tree(depth)) end
  print(rounds .. " " .. depth .. " " .. total)
end
print(nodes(kept))
