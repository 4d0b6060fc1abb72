#pragma once

/// \file
/// One of several recordings that share a time axis: its samples at any index of it, forwards.
///
///   index   of its own rate, 0 where the time axis begins; a loop goes on counting
///   gaps    samples that the recording lacks, and what lies before 0 and after the end, are zeros. A loop's
///           seam adds nothing: a recording that does not join itself there jumps.
///   cost    what is passed over is not read where the file allows it (not in compressed ones), and whole
///           rounds of a loop are left out
///   errors  one line that names the file: it cannot be read, or changes its centre

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "cell/result.hpp"
#include "dsp/capture/byte_source.hpp"
#include "dsp/capture/recorded_stream.hpp"

namespace cellwarden::capture {

class BandRecording {
 public:
  [[nodiscard]] static Result<std::unique_ptr<BandRecording>> open(const std::string& file, bool loop);

  [[nodiscard]] const StreamInfo& info() const noexcept { return info_; }

  [[nodiscard]] bool knows_its_end() const noexcept { return loop_ || round_size_.has_value(); }

  /// Samples begin … begin + count - 1.
  /// \pre begin is never before that of the call before
  [[nodiscard]] Result<std::span<const Sample>> window(std::int64_t begin, std::size_t count);

  /// Whether nothing was recorded from `index` on. An input of unknown length is read for it, up to
  /// `needed_from`, where the next window() begins or before.
  [[nodiscard]] Result<bool> has_ended(std::uint64_t index, std::uint64_t needed_from);

 private:
  BandRecording(std::string file, bool loop) : file_(std::move(file)), loop_(loop) {}
  [[nodiscard]] Result<void> rewind();
  [[nodiscard]] Result<void> fill(std::uint64_t index, std::span<Sample> out);
  [[nodiscard]] Result<bool> load(std::uint64_t index);
  [[nodiscard]] Result<void> turn_over(std::uint64_t index);

  const std::string file_;
  const bool loop_;
  std::unique_ptr<RecordedStream> stream_;
  StreamInfo info_;
  std::uint64_t round_begin_{};              ///< index of the present round's first sample
  std::optional<std::uint64_t> round_size_;  ///< once it is known
  std::span<const Sample> ready_;            ///< read and not yet used
  std::uint64_t ready_begin_{};
  bool is_over_{};
  std::vector<Sample> window_;
  std::int64_t window_begin_{};
};

}  // namespace cellwarden::capture
