#pragma once

/// \file
/// Recordings made octet by octet, and what came out of playing one.

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "dsp/capture/recording.hpp"
#include "tests/catch.hpp"

namespace cellwarden::capture {

/// A folder of its own, gone with the object.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "cellwarden-XXXXXX").string();
    REQUIRE(::mkdtemp(pattern.data()) != nullptr);
    path_ = pattern;
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  [[nodiscard]] std::string path() const { return path_.string(); }
  [[nodiscard]] std::string file(const std::string& name) const { return (path_ / name).string(); }

  /// Writes a file and returns its full name.
  std::string write(const std::string& name, std::string_view octets) const {
    std::ofstream out(path_ / name, std::ios::binary);
    out << octets;
    REQUIRE(out.good());
    return file(name);
  }

 private:
  std::filesystem::path path_;
};

inline std::string read_file(const std::string& name) {
  std::ifstream in(name, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// Octets as a text: octets({1, 0xFF}).
inline std::string octets(std::initializer_list<int> values) {
  std::string text;
  for (const int value : values) text.push_back(static_cast<char>(value));
  return text;
}

/// A little-endian number.
inline std::string number(std::uint64_t value, unsigned bytes) {
  std::string text;
  for (unsigned i = 0; i < bytes; ++i) text.push_back(static_cast<char>(value >> (8U * i) & 0xFFU));
  return text;
}

/// `count` cs8 samples: I counts up, Q down.
inline std::string ramp_cs8(std::size_t count, std::size_t from = 0) {
  std::string text;
  for (std::size_t i = from; i < from + count; ++i) {
    text.push_back(static_cast<char>(static_cast<int>(i % 200) - 100));
    text.push_back(static_cast<char>(100 - static_cast<int>(i % 200)));
  }
  return text;
}

inline float ramp_i(std::size_t i) {
  return (static_cast<float>(i % 200) - 100.0F) / 128.0F;
}

/// A chunk of a WAV file.
inline std::string chunk(std::string_view tag, const std::string& body) {
  return std::string(tag) + number(body.size(), 4) + body +
         (body.size() % 2 != 0 ? std::string(1, '\0') : "");
}

inline std::string wav_format(unsigned coding, unsigned channels, unsigned rate_hz, unsigned bits) {
  const unsigned align = channels * bits / 8;
  return chunk("fmt ", number(coding, 2) + number(channels, 2) + number(rate_hz, 4) +
                           number(std::uint64_t{rate_hz} * align, 4) + number(align, 2) + number(bits, 2));
}

inline std::string wav(const std::string& chunks) {
  return "RIFF" + number(4 + chunks.size(), 4) + "WAVE" + chunks;
}

/// What a player heard.
struct Played {
  struct Block {
    std::uint64_t first_sample{};
    std::size_t count{};
    std::uint64_t lost_before{};
    bool gap_before{};
    double center_hz{};
    double rate_hz{};
    std::optional<Time> received_at;
    std::uint32_t clipped{};
  };
  std::vector<Block> blocks;
  std::vector<Sample> samples;
  std::string error;  ///< empty where there was none
  StreamInfo info;
};

inline Played play(const std::vector<std::string>& inputs, const RecordingOptions& options = {}) {
  Played played;
  const auto source = open_recording(inputs, options);
  if (!source) {
    played.error = source.error().what;
    return played;
  }
  for (;;) {
    const auto block = (*source)->read();
    if (!block) {
      played.error = block.error().what;
      break;
    }
    if (!*block) break;
    const IqBlock& got = **block;
    played.blocks.push_back({got.first_sample, got.samples.size(), got.lost_before, got.gap_before,
                             got.center_hz, got.sample_rate_hz, got.received_at, got.clipped_samples});
    played.samples.insert(played.samples.end(), got.samples.begin(), got.samples.end());
  }
  played.info = (*source)->info();
  return played;
}

inline Played play(const std::string& input, const RecordingOptions& options = {}) {
  return play(std::vector{input}, options);
}

/// Who stated a parameter; "" when nobody.
inline std::string origin_of(const StreamInfo& info, std::string_view parameter) {
  for (const Provenance& provenance : info.provenance) {
    if (provenance.parameter == parameter) return provenance.origin;
  }
  return {};
}

}  // namespace cellwarden::capture
