#include "dsp/lte/sequences.hpp"

#include <cassert>
#include <cmath>
#include <numbers>

#include "dsp/kernel/gold.hpp"

namespace cellwarden::lte {
namespace {

constexpr std::size_t kMLength = 31;
using MSequence = std::array<std::int8_t, kMLength>;

// x(i+5) = sum of x(i+t) over the taps, x(0…4) = 0,0,0,0,1; the sequence is 1 - 2x.
template <std::size_t N>
MSequence m_sequence(const std::array<std::size_t, N>& taps) noexcept {
  std::array<unsigned, kMLength> x{0, 0, 0, 0, 1};
  for (std::size_t i = 0; i + 5 < kMLength; ++i) {
    unsigned sum = 0;
    for (const std::size_t tap : taps) sum ^= x[i + tap];
    x[i + 5] = sum;
  }
  MSequence m{};
  for (std::size_t i = 0; i < kMLength; ++i) m[i] = x[i] != 0 ? std::int8_t{-1} : std::int8_t{1};
  return m;
}

struct SssIndices {
  std::size_t m0, m1;
};

// TS 36.211, section 6.11.2.1.
SssIndices sss_indices(unsigned n_id_1) noexcept {
  const unsigned q_prime = n_id_1 / 30;
  const unsigned q = (n_id_1 + q_prime * (q_prime + 1) / 2) / 30;
  const unsigned m_prime = n_id_1 + q * (q + 1) / 2;
  const unsigned m0 = m_prime % kMLength;
  return {m0, (m0 + m_prime / kMLength + 1) % kMLength};
}

}  // namespace

std::array<Sample, kSync_subcarriers> pss(unsigned n_id_2) noexcept {
  assert(n_id_2 < 3);
  constexpr std::array<double, 3> kRoots{25, 29, 34};
  const double u = kRoots[n_id_2];
  std::array<Sample, kSync_subcarriers> d{};
  for (std::size_t i = 0; i < d.size(); ++i) {
    const auto n = static_cast<double>(i);
    // The element at DC is left out, so the upper half runs one ahead.
    const double product = i < 31 ? n * (n + 1.0) : (n + 1.0) * (n + 2.0);
    d[i] = Sample(std::polar(1.0, -std::numbers::pi * u * std::fmod(product, 126.0) / 63.0));
  }
  return d;
}

std::array<float, kSync_subcarriers> sss(unsigned pci, bool in_second_half_frame) noexcept {
  assert(pci < kPciCount);
  static const MSequence s = m_sequence(std::array<std::size_t, 2>{2, 0});
  static const MSequence c = m_sequence(std::array<std::size_t, 2>{3, 0});
  static const MSequence z = m_sequence(std::array<std::size_t, 4>{4, 2, 1, 0});
  const unsigned n_id_2 = pci % 3;
  const auto [m0, m1] = sss_indices(pci / 3);
  const std::size_t even = in_second_half_frame ? m1 : m0;
  const std::size_t odd = in_second_half_frame ? m0 : m1;
  std::array<float, kSync_subcarriers> d{};
  for (std::size_t n = 0; n < kMLength; ++n) {
    const int c0 = c[(n + n_id_2) % kMLength];
    const int c1 = c[(n + n_id_2 + 3) % kMLength];
    d[2 * n] = static_cast<float>(s[(n + even) % kMLength] * c0);
    d[2 * n + 1] = static_cast<float>(s[(n + odd) % kMLength] * c1 * z[(n + even % 8) % kMLength]);
  }
  return d;
}

int crs_offset(unsigned pci, unsigned port, unsigned slot, unsigned symbol, CyclicPrefix prefix) noexcept {
  const unsigned second = symbols_per_slot(prefix) - 3;
  unsigned v = 0;
  switch (port) {
    case 0:
    case 1:
      if (symbol != 0 && symbol != second) return -1;
      v = (symbol == 0) == (port == 0) ? 0 : 3;
      break;
    case 2:
    case 3:
      if (symbol != 1) return -1;
      v = 3 * (slot % 2) + (port == 3 ? 3 : 0);
      break;
    default:
      return -1;
  }
  return static_cast<int>((v + pci % 6) % 6);
}

void crs_values(unsigned pci, unsigned slot, unsigned symbol, CyclicPrefix prefix, std::size_t first_pilot,
                std::span<Sample> out) noexcept {
  assert(first_pilot + out.size() <= 2UL * kMaxBandwidth_rb);
  const std::uint32_t n_cp = prefix == CyclicPrefix::kNormal ? 1 : 0;
  const std::uint32_t c_init = (7 * (slot + 1) + symbol + 1) * (2 * pci + 1) * 1024U + 2 * pci + n_cp;
  std::array<std::uint8_t, 4 * kMaxBandwidth_rb> bits{};
  const std::span<std::uint8_t> used(bits.data(), 2 * out.size());
  gold_sequence(c_init, 2 * first_pilot, used);
  const float a = std::numbers::sqrt2_v<float> / 2.0F;
  for (std::size_t m = 0; m < out.size(); ++m) {
    out[m] = {used[2 * m] != 0 ? -a : a, used[2 * m + 1] != 0 ? -a : a};
  }
}

}  // namespace cellwarden::lte
