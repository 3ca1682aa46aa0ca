local function main(n)
  local p = {x = 0, y = 0, vx = 1, vy = 2, n = 0}
  for _ = 1, n do
    p.x = p.x + p.vx
    p.y = p.y + p.vy
    if p.x > 1000 then
      p.x = 0
      p.n = p.n + 1
    end
  end
  return p.x + p.y + p.n
end
print(main(tonumber(arg[1])))
