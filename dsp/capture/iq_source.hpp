#pragma once

/// \file
/// Where samples come from. Files, pipes, radios and the playback device all look like this; nothing
/// downstream can tell them apart.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "cell/observation.hpp"
#include "cell/result.hpp"
#include "dsp/iq_block.hpp"

namespace cellwarden::capture {

/// One parameter of a stream and where its value came from, for `-v` and for reports.
struct Provenance {
  std::string parameter;  ///< "sample rate", "center", "sample format", "start time"
  std::string value;      ///< "1.92 MS/s"
  std::string origin;     ///< "--rate", "x.sigmf-meta: global.core:sample_rate", "file name", "WAV header"
};

/// Centres that a radio tunes to.
struct TuningRange {
  double low_hz{};
  double high_hz{};
};

/// One gain element of a radio, as it was first set.
struct GainElementState {
  std::string name;
  double lowest_db{};
  double highest_db{};
  double gain_db{};
};

struct StreamInfo {
  std::string name;           ///< the file, or the device's label
  std::string native_format;  ///< "cu8", "cs8", "cs16", "cf32"
  double sample_rate_hz{};
  double center_hz{};
  std::optional<double> ppm;                   ///< clock error the user stated; not applied by the source
  std::optional<Time> start;                   ///< UTC of the first sample
  std::optional<std::uint64_t> total_samples;  ///< known for files, for the progress bar
  std::optional<GeoPoint> receiver_at;
  std::optional<std::string> sha256;   ///< of the input's bytes, once it was read to its end
  std::string description;             ///< in the recording's own words; empty where it has none
  std::optional<TuningRange> tunes{};  ///< of a radio
  bool loops_seamlessly{};  ///< played again and again it is one signal: its end joins its beginning
  std::vector<GainElementState> gains;  ///< of a radio, antenna first; empty while its gain is automatic
  std::vector<Provenance> provenance;
  std::vector<std::string> warnings;  ///< one line each, naming the input; may grow until the stream's end
};

class IqSource {
 public:
  IqSource() = default;
  IqSource(const IqSource&) = delete;
  IqSource& operator=(const IqSource&) = delete;
  virtual ~IqSource() = default;

  /// What is known of the stream. A later block may differ from it in centre or rate; the block is right.
  [[nodiscard]] virtual const StreamInfo& info() const noexcept = 0;

  /// The next run of samples. Files wait for their caller; radios do not, and say in the block what was
  /// missed.
  /// \return a view valid until the next call; nothing at the end of the stream
  [[nodiscard]] virtual Result<std::optional<IqBlock>> read() = 0;

  /// Makes a blocked or later read() return the end of the stream. The only member that another thread
  /// may call.
  virtual void stop() noexcept {}
};

}  // namespace cellwarden::capture
