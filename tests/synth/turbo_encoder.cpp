#include "tests/synth/turbo_encoder.hpp"

#include <cassert>

#include "dsp/kernel/turbo.hpp"

namespace cellwarden::synth {
namespace {

// One constituent coder, figure 5.1.3-2.
class Register {
 public:
  /// \return the parity bit
  std::uint8_t push(unsigned input) noexcept {
    const unsigned fed = input ^ second_ ^ third_;
    const unsigned parity = fed ^ first_ ^ third_;
    third_ = second_;
    second_ = first_;
    first_ = fed;
    return static_cast<std::uint8_t>(parity);
  }
  /// The input that brings a zero into the register.
  [[nodiscard]] std::uint8_t ending_input() const noexcept {
    return static_cast<std::uint8_t>(second_ ^ third_);
  }

 private:
  unsigned first_ = 0, second_ = 0, third_ = 0;
};

struct Tail {
  std::array<std::uint8_t, 3> x, z;
};

Tail end(Register& coder) noexcept {
  Tail tail{};
  for (std::size_t i = 0; i < 3; ++i) {
    tail.x[i] = coder.ending_input();
    tail.z[i] = coder.push(tail.x[i]);
  }
  return tail;
}

// Table 5.1.4-1.
constexpr std::array<std::size_t, 32> kColumns{0, 16, 8, 24, 4, 20, 12, 28, 2, 18, 10, 26, 6, 22, 14, 30,
                                               1, 17, 9, 25, 5, 21, 13, 29, 3, 19, 11, 27, 7, 23, 15, 31};

// Section 5.1.4.1.1: nulls in front, rows written, columns read; the third stream one place further on.
std::vector<std::uint8_t> interleave(const std::vector<std::uint8_t>& stream, bool is_third) {
  const std::size_t rows = (stream.size() + 31) / 32;
  const std::size_t size = rows * 32;
  std::vector<std::uint8_t> matrix(size - stream.size(), kNullBit);
  matrix.insert(matrix.end(), stream.begin(), stream.end());
  std::vector<std::uint8_t> out;
  for (const std::size_t column : kColumns) {
    for (std::size_t row = 0; row < rows; ++row) {
      out.push_back(matrix[(row * 32 + column + (is_third ? 1 : 0)) % size]);
    }
  }
  return out;
}

}  // namespace

TurboStreams encode_turbo(std::span<const std::uint8_t> block) {
  std::vector<std::uint16_t> order(block.size());
  turbo_interleaver(order);
  TurboStreams d;
  Register first, second;
  for (std::size_t k = 0; k < block.size(); ++k) {
    const bool is_filler = block[k] == kNullBit;
    const std::uint8_t parity = first.push(is_filler ? 0U : block[k]);
    d[0].push_back(block[k]);
    d[1].push_back(is_filler ? kNullBit : parity);
    const std::uint8_t interleaved = block[order[k]];
    d[2].push_back(second.push(interleaved == kNullBit ? 0U : interleaved));
  }
  const Tail a = end(first), b = end(second);
  d[0].insert(d[0].end(), {a.x[0], a.z[1], b.x[0], b.z[1]});
  d[1].insert(d[1].end(), {a.z[0], a.x[2], b.z[0], b.x[2]});
  d[2].insert(d[2].end(), {a.x[1], a.z[2], b.x[1], b.z[2]});
  return d;
}

std::vector<std::uint8_t> match_turbo_rate(const TurboStreams& streams, unsigned redundancy_version,
                                           std::size_t count) {
  assert(redundancy_version < 4);
  std::array<std::vector<std::uint8_t>, 3> v;
  for (std::size_t s = 0; s < 3; ++s) v[s] = interleave(streams[s], s == 2);
  std::vector<std::uint8_t> w = v[0];
  for (std::size_t k = 0; k < v[1].size(); ++k) {
    w.push_back(v[1][k]);
    w.push_back(v[2][k]);
  }
  // Section 5.1.4.1.2: k_0 = R (2 ceil(N_cb / (8 R)) rv + 2).
  const std::size_t rows = v[0].size() / 32;
  const std::size_t eighths = (w.size() + 8 * rows - 1) / (8 * rows);
  std::size_t place = rows * (2 * eighths * redundancy_version + 2);
  std::vector<std::uint8_t> sent;
  while (sent.size() < count) {
    const std::uint8_t bit = w[place++ % w.size()];
    if (bit != kNullBit) sent.push_back(bit);
  }
  return sent;
}

}  // namespace cellwarden::synth
