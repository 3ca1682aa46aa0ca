-- After the Computer Language Benchmarks Game.
local sqrt = math.sqrt
local solar_mass = 4 * 3.141592653589793 * 3.141592653589793
local days = 365.24
local bodies = {
  {x = 0.0, y = 0.0, z = 0.0, vx = 0.0, vy = 0.0, vz = 0.0, mass = solar_mass},
  {
    x = 4.84143144246472090, y = -1.16032004402742839, z = -0.103622044471123109,
    vx = 0.00166007664274403694 * days, vy = 0.00769901118419740425 * days, vz = -0.0000690460016972063023 * days,
    mass = 0.000954791938424326609 * solar_mass,
  },
  {
    x = 8.34336671824457987, y = 4.12479856412430479, z = -0.403523417114321381,
    vx = -0.00276742510726411041 * days, vy = 0.00499852801234917238 * days, vz = 0.0000230417297573763929 * days,
    mass = 0.000285885980666130812 * solar_mass,
  },
  {
    x = 12.8943695621391310, y = -15.1111514016986312, z = -0.223307578892655734,
    vx = 0.00296460137564761618 * days, vy = 0.00237847173959480950 * days, vz = -0.0000296589568540237556 * days,
    mass = 0.0000436624404335156298 * solar_mass,
  },
  {
    x = 15.3796971148509165, y = -25.9193146099879641, z = 0.179258772950371181,
    vx = 0.00268067772490389322 * days, vy = 0.00162824170038242295 * days, vz = -0.0000951592254519715870 * days,
    mass = 0.0000515138902046611451 * solar_mass,
  },
}

local function advance(steps, dt)
  local count = #bodies
  for _ = 1, steps do
    for i = 1, count do
      local a = bodies[i]
      for j = i + 1, count do
        local b = bodies[j]
        local dx, dy, dz = a.x - b.x, a.y - b.y, a.z - b.z
        local squared = dx * dx + dy * dy + dz * dz
        local magnitude = dt / (squared * sqrt(squared))
        a.vx = a.vx - dx * b.mass * magnitude
        a.vy = a.vy - dy * b.mass * magnitude
        a.vz = a.vz - dz * b.mass * magnitude
        b.vx = b.vx + dx * a.mass * magnitude
        b.vy = b.vy + dy * a.mass * magnitude
        b.vz = b.vz + dz * a.mass * magnitude
      end
    end
    for i = 1, count do
      local b = bodies[i]
      b.x = b.x + dt * b.vx
      b.y = b.y + dt * b.vy
      b.z = b.z + dt * b.vz
    end
  end
end

local function energy()
  local total = 0.0
  for i = 1, #bodies do
    local a = bodies[i]
    total = total + 0.5 * a.mass * (a.vx * a.vx + a.vy * a.vy + a.vz * a.vz)
    for j = i + 1, #bodies do
      local b = bodies[j]
      local dx, dy, dz = a.x - b.x, a.y - b.y, a.z - b.z
      total = total - a.mass * b.mass / sqrt(dx * dx + dy * dy + dz * dz)
    end
  end
  return total
end

advance(tonumber(arg[1]), 0.01)
print(string.format("%.0f", energy() * 1e9))
