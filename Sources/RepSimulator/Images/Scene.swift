import RepPictures

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A landscape that depends on nothing but the words of a prompt and a seed: what our picture models draw.
///
/// The words choose (night, rain, fog, snow, a house, a colour …), the seed places.
struct Scene {
  private let words: Set<Substring>
  private var random: SplitMix64
  private var palette: Palette

  init(prompt: String, seed: Int64) {
    let lowered = prompt.lowercased()
    words = Set(lowered.split { !$0.isLetter })
    random = SplitMix64(seed: UInt64(bitPattern: seed), lowered)
    palette = random.pick(Palette.all)
    if let named = words.lazy.compactMap({ Palette.named[$0] }).sorted(by: { $0.accentRank < $1.accentRank }).first {
      palette = named
    }
    if isNight { palette = palette.atNight }
  }

  private var isNight: Bool { has("night", "moon", "stars", "space", "astronaut", "galaxy", "dark") }

  private func has(_ candidates: Substring...) -> Bool {
    candidates.contains { words.contains($0) }
  }

  /// Draws the scene at `width` × `height` pixels.
  func draw(width: Int, height: Int) -> Bitmap {
    var scene = self
    var canvas = Canvas(width: max(1, width), height: max(1, height))
    scene.paint(on: &canvas)
    return canvas.bitmap
  }

  private mutating func paint(on canvas: inout Canvas) {
    let unit = Double(min(canvas.width, canvas.height))
    canvas.fillGradient(from: palette.zenith, to: palette.horizon)
    if isNight { drawStars(on: &canvas) }
    drawSun(on: &canvas, unit)
    if !isNight { drawClouds(on: &canvas, unit) }
    for layer in 0..<4 { drawHills(layer, on: &canvas, unit) }
    if has("house", "cabin", "home", "hut", "village") { drawHouse(on: &canvas, unit) }
    if has("rain", "storm") { drawRain(on: &canvas, unit) }
    if has("snow", "winter") { drawSnow(on: &canvas, unit) }
    if has("fog", "mist", "foggy") { drawFog(on: &canvas) }
    if words.isSuperset(of: ["pixel", "art"]) { canvas.pixelate(size: max(2, Int(unit / 64))) }
  }

  private mutating func drawStars(on canvas: inout Canvas) {
    for _ in 0..<120 {
      canvas.fillDisc(
        x: random.unit() * Double(canvas.width), y: random.unit() * Double(canvas.height) * 0.7,
        radius: random.number(in: 0.5...1.8), .white, opacity: random.number(in: 0.3...0.9))
    }
  }

  private mutating func drawSun(on canvas: inout Canvas, _ unit: Double) {
    let x = Double(canvas.width) * random.number(in: 0.2...0.8)
    let y = Double(canvas.height) * random.number(in: 0.18...0.42)
    let radius = unit * random.number(in: 0.07...0.13)
    // Not at night, where the dark part of the moon would stand out from it.
    for ring in isNight ? [] : [3.0, 2.5, 2.0, 1.5] {
      canvas.fillDisc(x: x, y: y, radius: radius * ring, palette.sun, opacity: 0.08)
    }
    canvas.fillDisc(x: x, y: y, radius: radius, palette.sun)
    if isNight {
      canvas.fillDisc(x: x + radius * 0.4, y: y - radius * 0.2, radius: radius * 0.85, palette.zenith, opacity: 0.9)
    }
  }

  private mutating func drawClouds(on canvas: inout Canvas, _ unit: Double) {
    for _ in 0..<Int(random.number(in: 2...5)) {
      let x = random.unit() * Double(canvas.width)
      let y = random.number(in: 0.08...0.4) * Double(canvas.height)
      for _ in 0..<5 {
        canvas.fillEllipse(
          x: x + random.number(in: -0.12...0.12) * unit, y: y + random.number(in: -0.015...0.015) * unit,
          radiusX: random.number(in: 0.05...0.11) * unit, radiusY: random.number(in: 0.015...0.035) * unit,
          .white, opacity: 0.45)
      }
    }
  }

  private mutating func drawHills(_ layer: Int, on canvas: inout Canvas, _ unit: Double) {
    let depth = Double(layer) / 3
    let color = palette.horizon.mixed(with: palette.ground, 0.35 + 0.65 * depth)
    let base = Double(canvas.height) * (0.52 + 0.13 * Double(layer))
    let height = unit * (0.12 - 0.02 * Double(layer))
    let waves = (0..<3).map { wave in
      (
        frequency: random.number(in: 0.6...1.4) * Double(1 + wave) * 2.4 / unit,
        phase: random.number(in: 0...6.28), height: height / Double(1 + wave)
      )
    }
    let top = { (x: Double) in
      waves.reduce(base) { $0 + sin(x * $1.frequency + $1.phase) * $1.height }
    }
    canvas.fillBelow(color, top: top)
    guard layer == 1 || layer == 2 else { return }
    for _ in 0..<Int(random.number(in: 8...18)) {
      let x = random.unit() * Double(canvas.width)
      let size = unit * random.number(in: 0.03...0.06) * (0.6 + depth)
      let foot = top(x) + size * 0.2
      canvas.fillTriangle(
        tipX: x, tipY: foot - size * 1.6, baseY: foot, halfBase: size * 0.45, color.mixed(with: palette.accent, 0.35))
    }
  }

  private mutating func drawHouse(on canvas: inout Canvas, _ unit: Double) {
    let size = unit * 0.16
    let x = Double(canvas.width) * random.number(in: 0.3...0.7)
    let foot = Double(canvas.height) * 0.86
    canvas.fillRectangle(x: x - size * 0.6, y: foot - size, width: size * 1.2, height: size, Color(0xf3e7d3))
    canvas.fillTriangle(tipX: x, tipY: foot - size * 1.7, baseY: foot - size, halfBase: size * 0.8, palette.accent)
    canvas.fillRectangle(
      x: x - size * 0.12, y: foot - size * 0.5, width: size * 0.24, height: size * 0.5, Color(0x6b4a33))
    for side in [-0.36, 0.36] {
      canvas.fillRectangle(
        x: x + size * side - size * 0.1, y: foot - size * 0.72, width: size * 0.2, height: size * 0.2, Color(0xffd866))
    }
  }

  private mutating func drawRain(on canvas: inout Canvas, _ unit: Double) {
    for _ in 0..<220 {
      canvas.drawStroke(
        x: random.unit() * Double(canvas.width), y: random.unit() * Double(canvas.height), slant: -0.25,
        length: unit * random.number(in: 0.02...0.05), .white, opacity: 0.4)
    }
  }

  private mutating func drawSnow(on canvas: inout Canvas, _ unit: Double) {
    for _ in 0..<160 {
      canvas.fillDisc(
        x: random.unit() * Double(canvas.width), y: random.unit() * Double(canvas.height),
        radius: unit * random.number(in: 0.002...0.006), .white, opacity: 0.8)
    }
  }

  private mutating func drawFog(on canvas: inout Canvas) {
    for band in 0..<5 {
      canvas.fillRectangle(
        x: 0, y: Double(canvas.height) * (0.35 + 0.12 * Double(band)), width: Double(canvas.width),
        height: Double(canvas.height) * random.number(in: 0.08...0.16), .white, opacity: 0.22)
    }
  }
}

/// The colours of one scene.
private struct Palette {
  var zenith: Color
  var horizon: Color
  var sun: Color
  var ground: Color
  var accent: Color
  /// Which of several named colours of one prompt wins; the sets that hold words have no order of their own.
  var accentRank = 0

  init(_ zenith: UInt32, _ horizon: UInt32, _ sun: UInt32, _ ground: UInt32, _ accent: UInt32, rank: Int = 0) {
    self.zenith = Color(zenith)
    self.horizon = Color(horizon)
    self.sun = Color(sun)
    self.ground = Color(ground)
    self.accent = Color(accent)
    accentRank = rank
  }

  var atNight: Palette {
    var night = self
    night.zenith = Color(0x0b1026)
    night.horizon = horizon.mixed(with: Color(0x1d2b53), 0.75)
    night.sun = Color(0xfdf6d8)
    night.ground = ground.mixed(with: Color(0x060914), 0.6)
    return night
  }

  static let all = [
    Palette(0x4a90d9, 0xfde8c8, 0xfff3b0, 0x2f5d50, 0xc8553d),
    Palette(0xf28f6b, 0xffe3b3, 0xfff6d6, 0x5b3a5e, 0x2d1e3e),
    Palette(0x7fb7be, 0xf4f1de, 0xffffff, 0x3d5a45, 0xe07a5f),
    Palette(0x8e9aef, 0xfbd1e2, 0xfff5f8, 0x41436a, 0x984063),
    Palette(0x2e86ab, 0xf6f5ae, 0xffffe0, 0x1d5c4d, 0xf26430),
  ]

  static let named: [Substring: Palette] = [
    "red": Palette(0xd96c5f, 0xffe1c9, 0xfff1d0, 0x5a2a27, 0xc1272d, rank: 1),
    "blue": Palette(0x3a6ea5, 0xd6ecff, 0xffffff, 0x1d3557, 0x457b9d, rank: 2),
    "green": Palette(0x8fc9a3, 0xf1fae0, 0xfffde0, 0x2d6a4f, 0x1b4332, rank: 3),
    "autumn": Palette(0xe9b872, 0xfff0d4, 0xfff8e7, 0x6f4518, 0xbc3908, rank: 4),
    "sunset": Palette(0xee6c4d, 0xffd6a5, 0xfff1c1, 0x3d2645, 0x832161, rank: 5),
    "desert": Palette(0x6cb4d9, 0xf8e0b0, 0xfffbe6, 0xc08552, 0x895737, rank: 6),
    "sea": Palette(0x48a9d1, 0xe3f6fc, 0xfff9d6, 0x0f4c75, 0xf2cc8f, rank: 7),
  ]
}
