#pragma once

/// \file
/// One driver transfer as it came: octets in the converter's own format, and all that a block of samples will
/// say. A quarter of the floats' size, it is what crosses from the radio's process to the program's.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "dsp/capture/sample_format.hpp"
#include "dsp/iq_block.hpp"

namespace cellwarden::capture {

/// A view; its octets live until the next call of whoever handed it out.
struct RawBlock {
  std::span<const std::byte> octets;  ///< whole samples of `format`
  SampleFormat format{};
  float scale = 1.0F;  ///< after to_float: a twelve-bit converter in sixteen bits
  IqBlock head;        ///< `samples` empty, nothing counted as clipped yet
  /// When the driver handed it out, by the clock that nobody sets: the same for all processes of a machine.
  std::optional<std::chrono::steady_clock::time_point> returned_at{};

  [[nodiscard]] std::size_t samples() const noexcept { return octets.size() / bytes_per_sample(format); }
};

/// From octets to full-scale samples.
class RawBlockReader {
 public:
  /// \return a view into this reader, valid until the next call
  [[nodiscard]] IqBlock read(const RawBlock& raw);

 private:
  std::vector<Sample> samples_;
};

}  // namespace cellwarden::capture
