#pragma once

/// \file
/// What an encrypted recording says to everyone: what it is, and when it is to be deleted. Text, so that it
/// can be read without this program (`head -8`):
///
///   cellwarden-recording 1
///   made 2026-01-02T03:04:05.000000000Z
///   delete-after 2026-01-03T03:04:05.000000000Z
///   sensor roof-north                             left out where it has no name
///   center_hz 806000000
///   rate_hz 1920000
///   format cs8
///   (an empty line)
///
/// At most kMostHeaderOctets. Nobody vouches for it until the recording is opened: its first message opens
/// only together with these very octets.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "cell/observation.hpp"
#include "cell/result.hpp"
#include "dsp/capture/byte_source.hpp"
#include "dsp/capture/sample_format.hpp"

namespace cellwarden::capture {

inline constexpr std::string_view kEncryptedEnding = ".cwrec";
inline constexpr std::size_t kMostHeaderOctets = 1024;
inline constexpr std::size_t kMostSensorOctets = 256;

struct EncryptedHeader {
  Time made{};
  Time delete_after{};
  std::optional<std::string> sensor;
  double center_hz{};
  double rate_hz{};
  SampleFormat format{};
};

/// \pre the sensor's name has at most kMostSensorOctets and no control characters
[[nodiscard]] std::string to_text(const EncryptedHeader& header);

struct ReadHeader {
  EncryptedHeader header;
  std::string text;  ///< as it stands
};

/// Takes the header from the beginning of an encrypted recording.
/// \param name  for errors
[[nodiscard]] Result<ReadHeader> read_encrypted_header(ByteReader& reader, const std::string& name);

/// The same of a file, which is closed again.
[[nodiscard]] Result<EncryptedHeader> read_encrypted_header(const std::string& file);

}  // namespace cellwarden::capture
