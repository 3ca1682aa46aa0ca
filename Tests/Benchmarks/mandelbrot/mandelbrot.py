import sys


def mandelbrot(n):
    inside = 0
    for row in range(n):
        ci = 2.0 * row / n - 1.0
        for column in range(n):
            cr = 2.0 * column / n - 1.5
            zr = zi = 0.0
            round = 0
            while round < 50 and zr * zr + zi * zi <= 4.0:
                zr, zi = zr * zr - zi * zi + cr, 2.0 * zr * zi + ci
                round += 1
            if round == 50:
                inside += 1
    return inside


print(mandelbrot(int(sys.argv[1])))
