local counts, distinct = {}, 0
for line in io.lines(arg[2]) do
  for word in line:gmatch("[^ ]+") do counts[word] = (counts[word] or 0) + 1 end
end
local items = {}
for word, count in pairs(counts) do items[#items + 1] = {word, count} end
table.sort(items, function(a, b)
  if a[2] ~= b[2] then return a[2] > b[2] end
  return a[1] < b[1]
end)
for i = 1, 5 do print(items[i][1] .. " " .. items[i][2]) end
print(#items)
