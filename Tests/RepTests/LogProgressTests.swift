import Rep
import Testing

@Suite struct LogProgressTests {
  @Test(arguments: [
    ("", nil), ("Loading weights", nil), ("seed: 12345", nil), ("2024/05/01 started", nil), ("ratio 3/4", nil),
    ("took 00:01/00:02", nil), ("25it [00:01, 20.00it/s]", nil), ("120%", nil),
    ("50%|█████     | 25/50 [00:01<00:01, 20.00it/s]", 0.5),
    ("  0%|          | 0/28 [00:00<?, ?it/s]", 0),
    ("flux: 50%|█████     | 24/50 [00:01<00:01]", 0.48),
    ("Fetching 7 files:  43%|####3     | 3/7 [00:00<00:00]", 3.0 / 7),
    // The bar redraws its line: the last drawing counts, and one that has just begun again.
    ("10%|█| 1/10\r 20%|██| 2/10\r 30%|███| 3/10\r", 0.3),
    ("100%|██████████| 10/10\n  0%|          | 0/4\r 25%|██▌       | 1/4", 0.25),
    ("model.bin: 50%|█████     | 1.00k/2.00k [00:00<00:00, 1.2kB/s]", 0.5),
    ("weights: 25%|##5       | 1.5G/6.0G", 0.25),
    ("download:  10%|# | 12.5MB/125MB", 0.1),
    ("Step 3/50", 0.06), ("step: 10 / 40 loss 0.123", 0.25), ("Epoch 2 of 8", 0.25), ("[5/20] rendering", 0.25),
    ("Sampling timesteps (7/28)", 0.25), ("Progress: 45.5 %", 0.455), ("45%", 0.45), ("Frame 100/100", 1),
    ("Step 51/50", nil), ("step 0/0", nil),
    ("Step 10/20\nsaving image", 0.5), ("Step 1/4\r\nStep 2/4\r\n", 0.5), ("iter 5/10 1.2s/it", 0.5),
  ] as [(String, Double?)])
  func shareIsRead(_ log: String, _ share: Double?) {
    let found = LogProgress.fraction(in: Array(log.utf8))
    #expect(found.map { ($0 * 1e6).rounded() } == share.map { ($0 * 1e6).rounded() }, "\(log)")
  }

  @Test func longLogsAreReadFromTheirEnd() {
    let log = String(repeating: "Step 1/100\n", count: 100_000) + "Step 99/100\n"
    #expect(LogProgress.fraction(in: Array(log.utf8)) == 0.99)
  }

  @Test(arguments: [
    "%", "/", "1/", "/1", "[1/", "step", "step /", "1 of", "9999999999999999999999/1", "\u{1B}[31m5%", "٣/٥", "1.%", "1.k/",
  ])
  func oddLogsAreHarmless(_ log: String) {
    let share = LogProgress.fraction(in: Array(log.utf8))
    #expect(share.map { (0...1).contains($0) } ?? true)
  }
}
