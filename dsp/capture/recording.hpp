#pragma once

/// \file
/// Recordings as streams: what `replay FILE...` and the playback device open. docs/recordings.md lists what
/// is understood.
///
///   in      SigMF, raw samples, WAV/RF64, .sdriq, PortaPack captures, each also .zst .gz .xz; encrypted
///           recordings (.cwrec); `-`; folders
///   out     IqBlocks of up to `block_samples`, never across a retune, a gap or two files
///   order   flags > sidecar > header > file name > an error that names the missing value and its flag
///   memory  a few blocks, whatever the size of the file
///
/// Nothing is guessed: what nobody states is an error, and StreamInfo::provenance names who stated the rest.

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cell/result.hpp"
#include "dsp/capture/iq_source.hpp"
#include "dsp/capture/sample_format.hpp"

namespace cellwarden::capture {

inline constexpr double kMinRate_hz = 1e3;
inline constexpr double kMaxRate_hz = 1e9;
inline constexpr double kMaxCenter_hz = 300e9;

/// What the user states; it wins over what the inputs say.
struct RecordingOptions {
  std::optional<double> rate_hz;           ///< --rate
  std::optional<double> center_hz;         ///< --center
  std::optional<SampleFormat> type;        ///< --type
  std::optional<double> start_s;           ///< --start: into the whole stream, all inputs counted
  std::optional<double> duration_s;        ///< --duration
  std::optional<double> ppm;               ///< --ppm: handed on in StreamInfo::ppm
  std::optional<std::string> private_key;  ///< --key: the file that opens encrypted recordings
  std::size_t block_samples = std::size_t{1} << 16U;
};

/// Opens inputs that play one after the other as one stream. A folder stands for the recordings in it, in
/// the order of their names; `-` is the standard input.
///
/// Blocks keep counting `first_sample` over all inputs; `--start` skips and still counts, so that a sample
/// has one index whichever part is played. The first block of every further input has `gap_before` set.
/// StreamInfo::sha256 is the one of the input's octets as stored (of a SigMF pair: of its data); of several
/// inputs, the SHA-256 of their hexadecimal hashes, one a line. It is absent when parts were skipped.
[[nodiscard]] Result<std::unique_ptr<IqSource>> open_recording(const std::vector<std::string>& inputs,
                                                               const RecordingOptions& options);

/// Opens one file or `-`.
[[nodiscard]] Result<std::unique_ptr<IqSource>> open_recording(const std::string& input,
                                                               const RecordingOptions& options);

/// What each input is, without reading its samples; folders expanded, `-` not possible.
[[nodiscard]] Result<std::vector<StreamInfo>> describe_recordings(const std::vector<std::string>& inputs,
                                                                  const RecordingOptions& options);

}  // namespace cellwarden::capture
