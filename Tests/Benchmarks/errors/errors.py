import sys


class Third(Exception):
    def __init__(self, at):
        super().__init__("a third")
        self.at = at


def check(i):
    if i % 3 == 0:
        raise Third(i)
    return i


def main(n):
    caught = 0
    total = 0
    for i in range(n):
        try:
            total += check(i)
        except Third as e:
            caught += e.at % 7
    return total + caught


print(main(int(sys.argv[1])))
