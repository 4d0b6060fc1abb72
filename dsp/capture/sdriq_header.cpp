#include "dsp/capture/sdriq_header.hpp"

#include <array>

namespace cellwarden::capture {
namespace {

/// CRC-32 of IEEE 802.3, section 3.2.9, bit by bit: 28 octets per file.
std::uint32_t crc32(std::span<const std::byte> bytes) {
  std::uint32_t state = 0xFFFFFFFFU;
  for (const std::byte byte : bytes) {
    state ^= std::to_integer<std::uint32_t>(byte);
    for (int bit = 0; bit < 8; ++bit) state = state >> 1U ^ ((state & 1U) != 0 ? 0xEDB88320U : 0U);
  }
  return ~state;
}

std::optional<Time> start_of(std::uint64_t stamp) {
  // In seconds this is the year 5138, in milliseconds 1973: no recording is either.
  constexpr std::uint64_t kMilliseconds = 100'000'000'000;
  constexpr std::uint64_t kLatest_ms = 7'000'000'000'000;
  if (stamp == 0 || stamp > kLatest_ms) return {};
  const auto count = static_cast<std::int64_t>(stamp);
  if (stamp >= kMilliseconds) return Time(std::chrono::milliseconds(count));
  if (stamp > kLatest_ms / 1000) return {};
  return Time(std::chrono::seconds(count));
}

}  // namespace

Result<StreamLayout> read_sdriq_header(ByteReader& reader, const std::string& name) {
  std::array<std::byte, 32> header{};
  const auto got = reader.read(header);
  if (!got) return tl::unexpected(got.error());
  if (*got < header.size()) return fail(ErrorCode::kFormat, name + ": too short for an .sdriq header");
  const std::span<const std::byte> bytes(header);
  if (crc32(bytes.first(28)) != little_endian(bytes.subspan(28))) {
    return fail(ErrorCode::kFormat,
                name +
                    ": .sdriq header fails its checksum; if the samples are good, rename it "
                    "to .cs16 and give --rate HZ --center HZ");
  }
  const auto bits = little_endian(bytes.subspan(20, 4));
  if (bits != 16 && bits != 24) {
    return fail(ErrorCode::kFormat,
                name + ": .sdriq sample size " + std::to_string(bits) + "; 16 and 24 exist");
  }
  const std::string origin = ".sdriq header";
  StreamLayout layout;
  layout.facts.rate_hz = {static_cast<double>(little_endian(bytes.first(4))), origin};
  layout.facts.center_hz = {static_cast<double>(little_endian(bytes.subspan(4, 8))), origin};
  layout.facts.format = {bits == 16 ? SampleFormat::kCs16 : SampleFormat::kCs24In32, origin};
  if (const auto start = start_of(little_endian(bytes.subspan(12, 8)))) layout.facts.start = {*start, origin};
  return layout;
}

}  // namespace cellwarden::capture
