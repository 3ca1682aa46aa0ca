local function main(n)
  local state = {rounds = 0, cells = {}}
  for i = 0, 99 do state.cells[i] = {id = i, hits = 0, tags = {[0] = 0, 0}} end
  for i = 0, n - 1 do
    local at = i % 100
    state.cells[at].hits = state.cells[at].hits + 1
    state.cells[at].tags[i % 2] = i
    state.rounds = state.rounds + 1
  end
  return state.cells[7].hits + state.cells[99].tags[1] + state.rounds
end
print(main(tonumber(arg[1])))
