"""Writes a JSON list of predictions of about SIZE bytes. `records.py SIZE PATH`"""
import json
import random
import sys

size, path = int(sys.argv[1]), sys.argv[2]
chosen = random.Random(7)
words = "otter fox poster linocut watercolor größe 東京 \U0001f9a6 \"quoted\" line\\nbreak tab\\t studio light".split(" ")
statuses = ["succeeded"] * 8 + ["failed", "canceled"]


def record(number):
    return {
        "id": f"{chosen.getrandbits(130):026x}",
        "number": number,
        "model": f"owner{chosen.randrange(40)}/model{chosen.randrange(25)}",
        "status": chosen.choice(statuses),
        "input": {
            "prompt": " ".join(chosen.choices(words, k=chosen.randint(4, 20))),
            "seed": chosen.getrandbits(32),
            "guidance": round(chosen.uniform(0.1, 9), 3) + 0.0001,
            "disable_safety_checker": chosen.random() < 0.5,
            "mask": None,
        },
        "output": [f"https://replicate.delivery/{chosen.getrandbits(80):020x}/out-{i}.png" for i in range(3)],
        "metrics": {"predict_time": chosen.randrange(1, 900000) / 1e4 + 0.00001, "tokens": chosen.randrange(5000)},
        "created_at": f"2025-0{chosen.randrange(1, 10)}-1{chosen.randrange(10)}T0{chosen.randrange(10)}:11:12.345Z",
    }


with open(path, "w", encoding="utf-8") as file:
    written, number = file.write("["), 0
    while written < size:
        comma = ",\n" if number else "\n"
        written += file.write(comma + json.dumps(record(number), ensure_ascii=False))
        number += 1
    file.write("\n]\n")
