#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>
#include <numeric>
#include <vector>

#include "dsp/kernel/complex_math.hpp"
#include "dsp/kernel/crc.hpp"
#include "dsp/kernel/fft.hpp"
#include "dsp/kernel/gold.hpp"
#include "dsp/kernel/oscillator.hpp"
#include "dsp/kernel/statistics.hpp"
#include "dsp/kernel/tail_biting.hpp"
#include "dsp/kernel/vector_loops.hpp"
#include "tests/catch.hpp"
#include "tests/synth/random.hpp"

namespace cellwarden {
namespace {

using synth::Random;

// TS 36.211, section 7.2, word for word: x1 and x2 as whole sequences, nothing skipped.
std::vector<std::uint8_t> plain_gold(std::uint32_t c_init, std::size_t count) {
  constexpr std::size_t kSkipped = 1600;
  std::vector<unsigned> x1(kSkipped + count + 31), x2(x1.size());
  x1[0] = 1;
  for (std::size_t i = 0; i < 31; ++i) x2[i] = (c_init >> i) & 1U;
  for (std::size_t n = 0; n + 31 < x1.size(); ++n) {
    x1[n + 31] = (x1[n + 3] + x1[n]) % 2;
    x2[n + 31] = (x2[n + 3] + x2[n + 2] + x2[n + 1] + x2[n]) % 2;
  }
  std::vector<std::uint8_t> c(count);
  for (std::size_t n = 0; n < count; ++n)
    c[n] = static_cast<std::uint8_t>((x1[n + kSkipped] + x2[n + kSkipped]) % 2);
  return c;
}

TEST_CASE("the Gold sequence follows its definition from any place on") {
  for (const std::uint32_t c_init : {0U, 1U, 277U, 503U, 0x12345678U, 0x7FFFFFFFU}) {
    const auto expected = plain_gold(c_init, 2000);
    for (const std::size_t first : {0U, 1U, 31U, 480U, 1999U}) {
      std::vector<std::uint8_t> bits(2000 - first);
      gold_sequence(c_init, first, bits);
      CHECK(std::equal(bits.begin(), bits.end(), expected.begin() + static_cast<std::ptrdiff_t>(first)));
    }
  }
}

TEST_CASE("CRC16 is the remainder of a long division") {
  Random random{1};
  for (std::size_t length : {1U, 15U, 16U, 17U, 24U, 100U}) {
    std::vector<std::uint8_t> bits(length);
    for (auto& b : bits) b = static_cast<std::uint8_t>(random.bits() & 1U);
    std::vector<std::uint8_t> rest = bits;
    rest.resize(length + 16, 0);
    for (std::size_t i = 0; i < length; ++i) {
      if (rest[i] == 0) continue;
      for (const std::size_t d : {0U, 4U, 11U, 16U}) rest[i + d] ^= 1U;
    }
    unsigned expected = 0;
    for (std::size_t i = length; i < rest.size(); ++i) expected = 2 * expected + rest[i];
    CHECK(crc16(bits) == expected);
  }
  // CRC-16/XMODEM, check value over "123456789".
  std::vector<std::uint8_t> text;
  for (const char c : std::string("123456789")) {
    for (int b = 7; b >= 0; --b) text.push_back(static_cast<std::uint8_t>((c >> b) & 1));
  }
  CHECK(crc16(text) == 0x31C3);
  // CRC-24/LTE-A, likewise.
  CHECK(crc24a(text) == 0xCDE703);
}

// TS 36.212, figure 5.1.3-1: shift register preset with the last six bits.
std::vector<unsigned> encode(unsigned word, unsigned bits) {
  const auto bit = [&](unsigned i, unsigned age) { return (word >> ((i + bits - age) % bits)) & 1U; };
  std::vector<unsigned> coded;
  for (unsigned i = 0; i < bits; ++i) {
    coded.push_back(bit(i, 0) ^ bit(i, 2) ^ bit(i, 3) ^ bit(i, 5) ^ bit(i, 6));
    coded.push_back(bit(i, 0) ^ bit(i, 1) ^ bit(i, 2) ^ bit(i, 3) ^ bit(i, 6));
    coded.push_back(bit(i, 0) ^ bit(i, 1) ^ bit(i, 2) ^ bit(i, 4) ^ bit(i, 6));
  }
  return coded;
}

TEST_CASE("tail-biting decoder against all code words") {
  constexpr unsigned kBits = 10;
  std::vector<std::vector<unsigned>> words;
  for (unsigned word = 0; word < (1U << kBits); ++word) words.push_back(encode(word, kBits));
  TailBitingDecoder decoder(kBits);
  Random random{2};
  unsigned as_good = 0;
  constexpr unsigned kTrials = 300;
  for (unsigned trial = 0; trial < kTrials; ++trial) {
    const auto sent = static_cast<std::size_t>(random.bits() % words.size());
    std::vector<float> soft;
    for (const unsigned b : words[sent])
      soft.push_back((b != 0 ? -1.0F : 1.0F) + 0.8F * random.complex_normal().real());
    const auto agreement = [&](const std::vector<unsigned>& word) {
      double sum = 0;
      for (std::size_t i = 0; i < soft.size(); ++i)
        sum += word[i] != 0 ? -static_cast<double>(soft[i]) : static_cast<double>(soft[i]);
      return sum;
    };
    double best = -1e9;
    for (const auto& word : words) best = std::max(best, agreement(word));
    std::vector<std::uint8_t> hard(kBits);
    decoder.decode(soft, hard);
    unsigned decoded = 0;
    for (unsigned i = 0; i < kBits; ++i) decoded |= unsigned{hard[i]} << i;
    as_good += agreement(words[decoded]) > best - 1e-4 ? 1U : 0U;
  }
  // Near to maximum likelihood; so short a block is the hardest case for a decoder that goes round it.
  CHECK(as_good >= kTrials * 97 / 100);
}

TEST_CASE("tail-biting decoder without noise, every length") {
  Random random{3};
  for (const unsigned bits : {8U, 9U, 24U, 31U}) {
    TailBitingDecoder decoder(bits);
    const auto word = static_cast<unsigned>(random.bits()) & ((1U << bits) - 1U);
    std::vector<float> soft;
    for (const unsigned b : encode(word, bits)) soft.push_back(b != 0 ? -1.0F : 1.0F);
    std::vector<std::uint8_t> hard(bits);
    decoder.decode(soft, hard);
    for (unsigned i = 0; i < bits; ++i) CHECK(hard[i] == ((word >> i) & 1U));
  }
}

std::vector<Sample> noise(std::size_t count, std::uint64_t seed) {
  Random random{seed};
  std::vector<Sample> x(count);
  for (Sample& s : x) s = random.complex_normal();
  return x;
}

TEST_CASE("vector loops do what plain ones do, at any length") {
  for (const std::size_t n : {0U, 1U, 3U, 7U, 8U, 17U, 63U, 1001U}) {
    CAPTURE(n);
    const auto a = noise(n, 4), b = noise(n, 5);
    std::vector<Sample> product(n);
    multiply_conj(a, b, product);
    std::vector<float> powers(n), scale(n);
    squared_magnitudes(a, powers);
    for (std::size_t i = 0; i < n; ++i) scale[i] = 1.0F + static_cast<float>(i % 5);
    std::vector<std::uint16_t> scaled(n), sum(n, 100), best(n, 102), which(n, 9);
    scaled_powers(a, scale, 3.0F, scaled);
    accumulate(scaled, sum);
    keep_larger(sum, 7, best, which);
    for (std::size_t i = 0; i < n; ++i) {
      const Sample p = times_conj(a[i], b[i]);
      CHECK(std::abs(product[i] - p) <= 1e-6F * std::abs(p));
      CHECK(powers[i] == Approx(squared_magnitude(a[i])));
      const float wanted = std::min(3.0F, squared_magnitude(a[i]) * scale[i]);
      CHECK(std::abs(static_cast<float>(scaled[i]) - wanted) <= 0.5F + 1e-4F);
      CHECK(sum[i] == 100 + scaled[i]);
      CHECK(best[i] == std::max<unsigned>(102, sum[i]));
      CHECK(which[i] == (sum[i] > 102 ? 7 : 9));
    }
    std::vector<float> re(n, 1.0F), im(n, 2.0F);
    accumulate_scaled({2.0F, -3.0F}, scale, re, im);
    for (std::size_t i = 0; i < n; ++i) {
      CHECK(re[i] == 1.0F + 2.0F * scale[i]);
      CHECK(im[i] == 2.0F - 3.0F * scale[i]);
    }
  }
}

TEST_CASE("an oscillator stays true over a million values") {
  for (const double cycles : {0.0, 0.1234567, -0.49, 3.7}) {
    Oscillator nco(cycles, 0.25);
    double worst = 0;
    for (std::size_t n = 0; n < 1'000'000; ++n) {
      const Sample v = nco.next();
      if (n % 997 != 0) continue;
      const Sample expected = unit_phasor(0.25 + static_cast<double>(n) * cycles);
      worst = std::max(worst, static_cast<double>(std::abs(v - expected)));
    }
    CHECK(worst < 2e-6);
  }
}

TEST_CASE("gamma z-scores: exact tails, and their inverse") {
  // Sum of n unit exponentials: P(sum > x) = exp(-x) * sum over k < n of x^k / k!
  const auto tail = [](double x, int n) {
    double term = 1, sum = 0;
    for (int k = 0; k < n; ++k) {
      sum += term;
      term *= x / (k + 1);
    }
    return std::exp(-x) * sum;
  };
  for (const int n : {2, 8, 16, 64, 200}) {
    for (const double z : {-1.0, 0.0, 2.0, 4.0, 6.0}) {
      const double x = gamma_threshold(z, n);
      CHECK(gamma_z_score(x, n) == Approx(z).margin(1e-9));
      // The deviate of equal tail probability, by bisection.
      double low = -10, high = 12;
      while (high - low > 1e-9) {
        const double middle = (low + high) / 2;
        (0.5 * std::erfc(middle / std::numbers::sqrt2) > tail(x, n) ? low : high) = middle;
      }
      CAPTURE(n, z);
      CHECK(low == Approx(z).margin(z > 4 ? 0.4 : 0.1));
    }
  }
}

TEST_CASE("transforms are those of the definition") {
  for (const std::size_t n : {1U, 12U, 128U, 97U}) {
    const auto x = noise(n, 6);
    Fft forward(n, Fft::Direction::kForward);
    Fft inverse(n, Fft::Direction::kInverse);
    std::copy(x.begin(), x.end(), forward.input().begin());
    const auto spectrum = forward.run();
    for (std::size_t k = 0; k < n; ++k) {
      std::complex<double> sum{};
      for (std::size_t i = 0; i < n; ++i) {
        const double angle =
            -2.0 * std::numbers::pi * static_cast<double>(i * k % n) / static_cast<double>(n);
        sum += std::complex<double>(x[i]) * std::polar(1.0, angle);
      }
      CHECK(std::abs(std::complex<double>(spectrum[k]) - sum) < 1e-4);
    }
    std::copy(spectrum.begin(), spectrum.end(), inverse.input().begin());
    const auto back = inverse.run();
    for (std::size_t i = 0; i < n; ++i) CHECK(std::abs(back[i] / static_cast<float>(n) - x[i]) < 1e-5F);
  }
}

}  // namespace
}  // namespace cellwarden
