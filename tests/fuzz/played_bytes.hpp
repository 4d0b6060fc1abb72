#pragma once

/// \file
/// Plays what a header reader made of hostile octets, and holds the promises of IqBlock against it.

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <span>
#include <vector>

#include "dsp/capture/byte_source.hpp"
#include "dsp/capture/open_input.hpp"

namespace cellwarden::capture {

inline std::vector<std::byte> bytes_of(const std::uint8_t* data, std::size_t size) {
  const auto bytes = std::as_bytes(std::span(data, size));
  return {bytes.begin(), bytes.end()};
}

/// Without a length, as a pipe is.
class PipedBytes final : public ByteSource {
 public:
  explicit PipedBytes(std::vector<std::byte> bytes) : bytes_(std::move(bytes)) {}
  Result<std::size_t> read(std::span<std::byte> out) override {
    // Pieces of odd sizes: no reader may count on getting all it asked for.
    return bytes_.read(out.first(std::min<std::size_t>(out.size(), 13)));
  }

 private:
  MemoryBytes bytes_;
};

inline void play_all(ByteReader reader, StreamLayout layout) {
  RecordingOptions options;
  options.block_samples = 64;
  // Where the input does not state it, so that there is always something to play.
  if (!layout.facts.center_hz) options.center_hz = 943e6;
  if (!layout.facts.rate_hz) options.rate_hz = 1e6;
  if (!layout.facts.format) options.type = SampleFormat::kCs8;
  auto stream = make_stream("x", std::move(reader), nullptr, std::move(layout), options);
  if (!stream) {
    if (stream.error().what.empty()) std::abort();
    return;
  }
  std::uint64_t next = 0;
  std::uint64_t played = 0;
  for (;;) {
    const auto block = (*stream)->read();
    if (!block || !*block) break;
    if ((*block)->samples.empty() || (*block)->samples.size() > options.block_samples) std::abort();
    if ((*block)->first_sample < next + (*block)->lost_before) std::abort();
    if ((*block)->first_sample != next && !(*block)->gap_before && played != 0) std::abort();
    next = (*block)->first_sample + (*block)->samples.size();
    played += (*block)->samples.size();
  }
  const auto total = (*stream)->info().total_samples;
  if (total && *total != played && (*stream)->info().warnings.empty()) std::abort();
}

/// Reads a header from a file and from a pipe, and plays what it describes.
template <class ReadHeader>
void play_both_ways(const std::uint8_t* data, std::size_t size, ReadHeader read_header) {
  const auto bytes = bytes_of(data, size);
  for (const bool is_pipe : {false, true}) {
    std::unique_ptr<ByteSource> source = std::make_unique<MemoryBytes>(bytes);
    if (is_pipe) source = std::make_unique<PipedBytes>(bytes);
    ByteReader reader(std::move(source));
    auto layout = read_header(reader, "x");
    if (layout) play_all(std::move(reader), std::move(*layout));
  }
}

}  // namespace cellwarden::capture
