package bonsai.train;

/** Derives independent random numbers from a run's seed and a counter. */
final class Seeds {
  private Seeds() {}

  /**
   * A well-mixed 64-bit number of the two (the finaliser of SplitMix64; Steele, Lea and Flood,
   * OOPSLA 2014).
   */
  static long mix(long seed, long counter) {
    var z = seed * 0x9E3779B97F4A7C15L + counter * 0xD1342543DE82EF95L + 0x632BE59BD9B4E019L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
