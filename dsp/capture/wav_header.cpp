#include "dsp/capture/wav_header.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <string_view>

#include "dsp/capture/utc_time.hpp"

namespace cellwarden::capture {
namespace {

using Tag = std::array<char, 4>;

constexpr std::uint64_t kUnknownSize = 0xFFFFFFFFU;
constexpr int kMostChunks = 1000;

Tag tag_at(std::span<const std::byte> bytes) {
  Tag tag{};
  std::memcpy(tag.data(), bytes.data(), tag.size());
  return tag;
}

bool is_tag(const Tag& tag, std::string_view text) {
  return std::string_view(tag.data(), tag.size()) == text;
}

std::string printable(const Tag& tag) {
  std::string text(tag.data(), tag.size());
  std::ranges::replace_if(
      text, [](char c) { return c < ' ' || c > '~'; }, '?');
  return text;
}

struct Chunk {
  Tag tag{};
  std::uint64_t size{};
};

/// Walks the chunks up to `data`.
class WavHeader {
 public:
  WavHeader(ByteReader& reader, const std::string& name) : reader_(reader), name_(name) {}

  Result<StreamLayout> read() {
    std::array<std::byte, 12> riff{};
    if (auto got = fill(riff, "RIFF header"); !got) return tl::unexpected(got.error());
    if (!looks_like_wav(riff)) return error("not a WAV file (no RIFF or RF64 header)");
    for (int i = 0; i < kMostChunks; ++i) {
      const auto chunk = next_chunk();
      if (!chunk) return tl::unexpected(chunk.error());
      if (is_tag(chunk->tag, "data")) return finish(*chunk);
      if (auto taken = take(*chunk); !taken) return tl::unexpected(taken.error());
    }
    return error("more than 1000 chunks before the samples");
  }

 private:
  tl::unexpected<Error> error(const std::string& what) const {
    return fail(ErrorCode::kFormat, name_ + ": " + what);
  }

  Result<void> fill(std::span<std::byte> out, const std::string& what) {
    const auto got = reader_.read(out);
    if (!got) return tl::unexpected(got.error());
    if (*got < out.size()) return error("WAV file ends in its " + what);
    return {};
  }

  Result<Chunk> next_chunk() {
    std::array<std::byte, 8> head{};
    if (auto got = fill(head, "headers, before any samples"); !got) return tl::unexpected(got.error());
    return Chunk{tag_at(head), little_endian(std::span(head).subspan(4))};
  }

  Result<void> take(const Chunk& chunk) {
    std::string what("chunk '");
    what.append(printable(chunk.tag)).append("' of ").append(std::to_string(chunk.size)).append(" octets");
    if (const auto left = reader_.remaining(); left && chunk.size > *left) {
      return error(what + " is longer than the file");
    }
    std::array<std::byte, 256> body{};
    const auto kept =
        std::span(body).first(static_cast<std::size_t>(std::min<std::uint64_t>(chunk.size, 256)));
    if (auto got = fill(kept, what); !got) return got;
    if (is_tag(chunk.tag, "fmt ")) {
      if (auto read = read_format(kept); !read) return read;
    } else if (is_tag(chunk.tag, "ds64")) {
      if (kept.size() >= 16) large_data_bytes_ = little_endian(kept.subspan(8, 8));
    } else if (is_tag(chunk.tag, "auxi")) {
      read_auxi(kept);
    }
    const std::uint64_t rest = chunk.size - kept.size() + chunk.size % 2;  // chunks are padded to words
    const auto passed = reader_.discard(rest);
    if (!passed) return tl::unexpected(passed.error());
    if (*passed < rest) return error("WAV file ends in its " + what);
    return {};
  }

  Result<void> read_format(std::span<const std::byte> body) {
    constexpr std::uint64_t kPcm = 1;
    constexpr std::uint64_t kFloat = 3;
    constexpr std::uint64_t kExtensible = 0xFFFE;
    if (body.size() < 16)
      return error("'fmt ' chunk of " + std::to_string(body.size()) + " octets: too short");
    auto coding = little_endian(body.subspan(0, 2));
    if (coding == kExtensible && body.size() >= 26) coding = little_endian(body.subspan(24, 2));
    const auto channels = little_endian(body.subspan(2, 2));
    const auto bits = little_endian(body.subspan(14, 2));
    if (channels != 2) {
      return error("WAV with " + std::to_string(channels) + " channel" + (channels == 1 ? "" : "s") +
                   "; samples are I and Q in two");
    }
    std::optional<SampleFormat> format;
    if (coding == kPcm && bits == 8) format = SampleFormat::kCu8;
    if (coding == kPcm && bits == 16) format = SampleFormat::kCs16;
    if (coding == kPcm && bits == 24) format = SampleFormat::kCs24;
    if (coding == kFloat && bits == 32) format = SampleFormat::kCf32;
    if (!format) {
      return error("WAV coding " + std::to_string(coding) + " of " + std::to_string(bits) +
                   " bits; integers of 8, 16 or 24 bits and floats of 32 are understood");
    }
    layout_.facts.format = {*format, "WAV header"};
    layout_.facts.rate_hz = {static_cast<double>(little_endian(body.subspan(4, 4))), "WAV header"};
    return {};
  }

  void read_auxi(std::span<const std::byte> body) {
    constexpr std::size_t kCenterAt = 32;
    if (body.size() < kCenterAt + 4) return;
    const auto word = [&](std::size_t i) {
      return static_cast<unsigned>(little_endian(body.subspan(2 * i, 2)));
    };
    // SYSTEMTIME: year, month, day of the week, day, hour, minute, second, millisecond.
    const auto start = utc_from({word(0), word(1), word(3), word(4), word(5), word(6), word(7) * 1'000'000U});
    if (start) layout_.facts.start = {*start, "WAV auxi chunk"};
    const auto center = static_cast<double>(little_endian(body.subspan(kCenterAt, 4)));
    // 0 is what programs write that do not know it.
    if (center > 0.0) layout_.facts.center_hz = {center, "WAV auxi chunk"};
  }

  Result<StreamLayout> finish(const Chunk& data) {
    if (!layout_.facts.format) return error("WAV without a 'fmt ' chunk before its samples");
    const std::uint64_t stated =
        data.size == kUnknownSize && large_data_bytes_ ? *large_data_bytes_ : data.size;
    const auto left = reader_.remaining();
    constexpr std::uint64_t kWordWrap = 0xFFFFFFFFU;
    // 0, "all ones" and sizes about 2 GiB are what programs write that stream; sizes above 4 GiB wrap.
    const bool is_streamed = stated == 0 || stated == kUnknownSize || (!left && stated >= 0x7FFF0000U);
    const bool is_wrapped = left && *left > kWordWrap && (*left & kWordWrap) == stated;
    if (is_streamed || is_wrapped) return layout_;
    if (left && stated > *left) {
      layout_.warnings.push_back(name_ + ": WAV header promises " + std::to_string(stated) +
                                 " octets of samples, the file has " + std::to_string(*left));
      return layout_;
    }
    layout_.data_bytes = stated;
    return layout_;
  }

  ByteReader& reader_;
  const std::string& name_;
  StreamLayout layout_;
  std::optional<std::uint64_t> large_data_bytes_;
};

}  // namespace

bool looks_like_wav(std::span<const std::byte> beginning) noexcept {
  if (beginning.size() < 12) return false;
  const Tag riff = tag_at(beginning);
  return (is_tag(riff, "RIFF") || is_tag(riff, "RF64") || is_tag(riff, "BW64")) &&
         is_tag(tag_at(beginning.subspan(8)), "WAVE");
}

Result<StreamLayout> read_wav_header(ByteReader& reader, const std::string& name) {
  return WavHeader(reader, name).read();
}

}  // namespace cellwarden::capture
