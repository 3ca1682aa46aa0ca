local function mandelbrot(n)
  local inside = 0
  for row = 0, n - 1 do
    local ci = 2.0 * row / n - 1.0
    for column = 0, n - 1 do
      local cr = 2.0 * column / n - 1.5
      local zr, zi, round = 0.0, 0.0, 0
      while round < 50 and zr * zr + zi * zi <= 4.0 do
        local next = zr * zr - zi * zi + cr
        zi = 2.0 * zr * zi + ci
        zr = next
        round = round + 1
      end
      if round == 50 then inside = inside + 1 end
    end
  end
  return inside
end
print(mandelbrot(tonumber(arg[1])))
