#pragma once

/// \file
/// Where in an input's octets the samples lie, and what changes between them.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "dsp/capture/stream_facts.hpp"

namespace cellwarden::capture {

/// Samples that follow each other without a gap, at one centre. It ends where the next begins.
struct Segment {
  std::uint64_t first_sample{};       ///< position among the samples stored
  std::uint64_t header_bytes{};       ///< octets before it that are no samples
  std::optional<double> center_hz;    ///< absent: the stream's
  std::optional<Time> start;          ///< UTC of its first sample
  bool counts_losses{};               ///< lost_before is stated, also where it is 0
  std::uint64_t lost_before{};        ///< samples that the recorder says are missing
  std::uint64_t unrecorded_before{};  ///< samples' worth of time in which nothing was recorded
};

struct StreamLayout {
  Facts facts;
  std::vector<Segment> segments{Segment{}};  ///< by first_sample; the first begins at 0
  std::optional<std::uint64_t> data_bytes;   ///< samples and segment headers; absent: to the end of the input
  std::uint64_t trailing_bytes{};            ///< at the end of the input, no samples
  std::optional<std::string> sha512;         ///< that the data should have
  std::string description;                   ///< in the recording's own words; empty where it has none
  bool loops_seamlessly{};                   ///< its end joins its beginning
  std::vector<std::string> warnings;
};

/// Brings the segments onto one time line: a pause between the starts that two segments state, of more than
/// 10 ms and not counted as a loss, is time without recording; starts that nobody states follow from the
/// ones before.
/// \return an error where the missing samples add up to nonsense
[[nodiscard]] Result<void> place_segments(StreamLayout& layout, const std::string& name, double rate_hz);

/// How far the samples go, of an input whose octets are counted.
struct StreamExtent {
  std::uint64_t stored_samples{};
  std::uint64_t end_index{};    ///< stored and missing samples
  std::uint64_t stray_bytes{};  ///< after the last whole sample
};
[[nodiscard]] StreamExtent extent_of(const StreamLayout& layout, std::uint64_t data_bytes) noexcept;

}  // namespace cellwarden::capture
