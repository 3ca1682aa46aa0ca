import json
import sys

with open(sys.argv[2], encoding="utf-8") as file:
    records = json.load(file)
groups = {}
for record in records:
    if record["status"] == "succeeded":
        groups.setdefault(record["model"], []).append(record)
models = sorted(groups)
result = {
    "groups": {name: groups[name] for name in models},
    "sums": {name: sum(record["metrics"]["tokens"] for record in groups[name]) for name in models},
}
print(json.dumps(result, ensure_ascii=False, separators=(",", ":")))
