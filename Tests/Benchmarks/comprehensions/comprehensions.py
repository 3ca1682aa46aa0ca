import sys


def main(n):
    people = [{"id": i, "age": i % 80, "city": f"city{i % 50}"} for i in range(n)]
    adults = [{"id": p["id"], "city": p["city"], "weight": p["age"] * 2} for p in people if p["age"] >= 18]
    heavy = [p["weight"] for p in adults if p["weight"] > 100]
    cities = {p["city"]: p["weight"] for p in adults}
    return sum(heavy) + len(cities) + cities["city7"]


print(main(int(sys.argv[1])))
