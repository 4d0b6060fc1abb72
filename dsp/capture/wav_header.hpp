#pragma once

/// \file
/// The headers of WAV recordings: RIFF (IBM/Microsoft, Multimedia Programming Interface 1.0), RF64 and BW64
/// (EBU Tech 3306), with the `auxi` chunk of SpectraVue, HDSDR, SDRuno and others: a start and a stop
/// SYSTEMTIME, then the centre frequency, all little-endian (SpectraVue user guide, annex).

#include <string>

#include "dsp/capture/byte_source.hpp"
#include "dsp/capture/stream_layout.hpp"

namespace cellwarden::capture {

/// Does an input that begins so want read_wav_header()?
[[nodiscard]] bool looks_like_wav(std::span<const std::byte> beginning) noexcept;

/// Reads up to the first sample. Two channels, I left; 8, 16, 24 bit integers or 32 bit floats.
[[nodiscard]] Result<StreamLayout> read_wav_header(ByteReader& reader, const std::string& name);

}  // namespace cellwarden::capture
