#pragma once

/// \file
/// One input's samples, block by block: reads octets where the layout says that samples are, and says in
/// each block what lies between it and the one before.

#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cell/result.hpp"
#include "dsp/capture/byte_source.hpp"
#include "dsp/capture/digest.hpp"
#include "dsp/capture/iq_source.hpp"
#include "dsp/capture/stream_layout.hpp"

namespace cellwarden::capture {

class RecordedStream {
 public:
  /// \param reader  at the first octet of the data; owns `digest`, too
  /// \param digest  sees every octet of the input; may be null
  /// \pre   layout is complete (check_complete, place_segments)
  RecordedStream(std::string name, ByteReader reader, DigestingBytes* digest, StreamLayout layout,
                 std::size_t block_samples);

  [[nodiscard]] const StreamInfo& info() const noexcept { return info_; }

  /// Samples, missing ones counted, from the first to the last; where the input's length is known.
  [[nodiscard]] std::optional<std::uint64_t> known_end() const noexcept;

  /// What to deliver: samples of index begin…end-1. Before the first read().
  void limit_to(std::uint64_t begin, std::uint64_t end) noexcept;

  /// Passes over what lies before `index`, without reading it where the input allows that. What is passed is
  /// no gap. The input then has no hash.
  void skip_to(std::uint64_t index) noexcept;

  /// The next block, `first_sample` counted from this input's first; nothing at the end.
  [[nodiscard]] Result<std::optional<IqBlock>> read();

  /// Index after the last sample passed, missing ones counted.
  [[nodiscard]] std::uint64_t position() const noexcept { return index_; }

  /// Of the input, once it was read to its end.
  [[nodiscard]] const std::optional<std::string>& sha256() const noexcept { return info_.sha256; }

 private:
  [[nodiscard]] const Segment& segment() const { return layout_.segments[segment_]; }
  [[nodiscard]] std::uint64_t left_in_segment() const;
  [[nodiscard]] Result<bool> enter_segments();
  [[nodiscard]] Result<void> go_to_begin();
  [[nodiscard]] Result<std::size_t> read_octets(std::size_t count);
  [[nodiscard]] Result<std::optional<IqBlock>> end_of_data();
  [[nodiscard]] IqBlock make_block(std::size_t count, const ConversionCounts& counts);
  void take_octets(std::uint64_t count);
  void warn(const std::string& what) { info_.warnings.push_back(info_.name + ": " + what); }

  ByteReader reader_;
  DigestingBytes* digest_;
  StreamLayout layout_;
  StreamInfo info_;
  std::size_t sample_bytes_;
  std::vector<std::byte> octets_;
  std::vector<Sample> samples_;

  std::optional<std::uint64_t> octets_left_;
  std::uint64_t begin_{};
  std::uint64_t end_{std::numeric_limits<std::uint64_t>::max()};
  std::size_t segment_{};
  bool is_segment_entered_{};
  std::uint64_t stored_{};  ///< position among the samples stored
  std::uint64_t index_{};   ///< the same, missing samples counted
  std::uint64_t lost_{};    ///< since the last block delivered
  bool has_gap_{};
  bool is_begun_{};
  bool is_ended_{};
  std::uint64_t delivered_{};
  std::uint64_t clipped_{};
  std::uint64_t not_finite_{};
};

}  // namespace cellwarden::capture
