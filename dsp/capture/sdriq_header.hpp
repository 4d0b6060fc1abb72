#pragma once

/// \file
/// The 32 octets before the samples of SDRangel's .sdriq: rate (u32), centre (u64), start in milliseconds
/// (older: seconds) since 1970 (u64), sample size (u32: 16 or 24), filler, CRC-32 of the first 28 octets
/// (sdrangel, plugins/samplesource/fileinput/readme.md).

#include <string>

#include "dsp/capture/byte_source.hpp"
#include "dsp/capture/stream_layout.hpp"

namespace cellwarden::capture {

[[nodiscard]] Result<StreamLayout> read_sdriq_header(ByteReader& reader, const std::string& name);

}  // namespace cellwarden::capture
