#pragma once

/// \file
/// One driver transfer as it came: octets in the converter's own format, and all that a block of samples will
/// say. A quarter of the floats' size, it is what crosses from the radio's process to the program's.

#include <cstddef>
#include <cstdint>
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
