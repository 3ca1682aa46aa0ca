import sys


def matrix(n, seed):
    return [[(i * seed + j) % 10 for j in range(n)] for i in range(n)]


def multiply(a, b, n):
    result = []
    for i in range(n):
        row = a[i]
        line = []
        for j in range(n):
            total = 0
            for k in range(n):
                total += row[k] * b[k][j]
            line.append(total)
        result.append(line)
    return result


n = int(sys.argv[1])
product = multiply(matrix(n, 3), matrix(n, 7), n)
print(sum(product[i][i] for i in range(n)), product[n - 1][0])
