#pragma once

/// \file
/// What a recording's file name states.
///
///   rtl_433        g001_947.4M_2400k.cu8                        number+M is a frequency, number+k a rate
///   units          943.0MHz, 7100kHz, 137100000Hz, 2.4Msps, 2400ksps, 2400000sps
///   scanner        f1815.3_s19.2_bw20_hackrf.cs8                f in MHz, s in MS/s; only both together
///   gqrx           gqrx_YYYYMMDD_HHMMSS_FREQUENCY_RATE_fc.raw   cf32, UTC
///   SDR#, HDSDR    SDRSharp_20150804_204230Z_0kHz_IQ.wav        UTC where the Z says so
///   SDR++          baseband_7100000Hz_12-34-56_01-02-2023.wav   local time: not used
///   URH            HackRF-20190101_120000-433_92MHz-2MSps.complex16s
///
/// What has two readings, or two values, is not used; Facts::unclear says so.

#include <optional>
#include <string_view>

#include "dsp/capture/sample_format.hpp"
#include "dsp/capture/stream_facts.hpp"

namespace cellwarden::capture {

/// \param name  without folders and without .zst and the like
[[nodiscard]] Facts facts_from_file_name(std::string_view name);

/// The sample format that an ending such as "cu8" or "cfile" (lower case) stands for.
[[nodiscard]] std::optional<SampleFormat> format_of_extension(std::string_view extension) noexcept;

/// Endings that any kind of data may have: only flags or the rest of the name make a recording of it.
[[nodiscard]] bool is_vague_extension(std::string_view extension) noexcept;

/// "cu8" of "x.y.CU8": what follows the last dot, in lower case.
[[nodiscard]] std::string extension_of(std::string_view name);

/// "x.cu8" of "x.cu8.zst"; nothing when no compression is named.
[[nodiscard]] std::optional<std::string_view> without_compression(std::string_view name) noexcept;

}  // namespace cellwarden::capture
