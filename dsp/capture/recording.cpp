#include "dsp/capture/recording.hpp"

#include <sys/stat.h>
#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>

#include "dsp/capture/digest.hpp"
#include "dsp/capture/encrypted_header.hpp"
#include "dsp/capture/open_input.hpp"
#include "dsp/capture/recorded_stream.hpp"

namespace cellwarden::capture {
namespace {

constexpr std::uint64_t kNoEnd = std::numeric_limits<std::uint64_t>::max();

std::uint64_t samples_in(double seconds, double rate_hz) {
  const double samples = std::round(seconds * rate_hz);
  constexpr double kMost = 9e18;
  return samples < kMost ? static_cast<std::uint64_t>(std::max(samples, 0.0)) : kNoEnd;
}

/// An encrypted one can, but is read to its end every time.
bool can_be_opened_again(const std::string& input) {
  if (input.ends_with(kEncryptedEnding)) return false;
  struct stat status {};
  return input != "-" && (::stat(input.c_str(), &status) != 0 || S_ISREG(status.st_mode));
}

/// One input: what it is, and where it ends if that is known before it is read.
struct Part {
  std::string input;
  StreamInfo info;
  std::optional<std::uint64_t> end;
  std::unique_ptr<RecordedStream> stream;  ///< kept open only where it could not be opened again
};

/// Inputs, one after the other.
class Playlist final : public IqSource {
 public:
  static Result<std::unique_ptr<Playlist>> open(const std::vector<std::string>& inputs,
                                                const RecordingOptions& options) {
    if (inputs.empty()) return fail(ErrorCode::kConfig, "no recording was named");
    if (const auto checked = check_flags(options); !checked) return tl::unexpected(checked.error());
    const auto files = expand_folders(inputs);
    if (!files) return tl::unexpected(files.error());
    auto playlist = std::unique_ptr<Playlist>(new Playlist(options));
    for (const std::string& file : *files) {
      if (const auto added = playlist->add(file); !added) return tl::unexpected(added.error());
    }
    playlist->describe();
    return playlist;
  }

  const StreamInfo& info() const noexcept override { return info_; }
  const std::vector<Part>& parts() const noexcept { return parts_; }
  void stop() noexcept override { stop_->raise(); }

  Result<std::optional<IqBlock>> read() override {
    while (!is_ended_ && !stop_->is_raised()) {
      if (!current_) {
        const auto opened = open_next();
        if (!opened) return tl::unexpected(opened.error());
        continue;
      }
      auto block = current_->read();
      // What a stopped read returns looks like a cut-off file.
      if (stop_->is_raised()) break;
      if (!block) return block;
      if (!*block) {
        close_current();
        continue;
      }
      if (is_first_of_part_ && delivered_any_) (*block)->gap_before = true;
      is_first_of_part_ = false;
      delivered_any_ = true;
      (*block)->first_sample += base_index_;
      return block;
    }
    if (is_ended_ && !delivered_any_ && !stop_->is_raised()) return nothing_played();
    return std::nullopt;
  }

 private:
  explicit Playlist(const RecordingOptions& options) : options_(options) {}

  Result<void> add(const std::string& input) {
    auto stream = open_input(input, options_, stop_);
    if (!stream) return tl::unexpected(stream.error());
    Part part{input, (*stream)->info(), (*stream)->known_end(), {}};
    if (!can_be_opened_again(input)) part.stream = std::move(*stream);
    parts_.push_back(std::move(part));
    return {};
  }

  /// What is known of the whole before any of it is read.
  void describe() {
    info_ = parts_.front().info;
    info_.ppm = options_.ppm;
    info_.total_samples = total_samples();
    if (options_.start_s || options_.duration_s) info_.loops_seamlessly = false;
    if (parts_.size() == 1) return;
    info_.loops_seamlessly = false;
    info_.name += " and " + std::to_string(parts_.size() - 1) + " more";
    info_.provenance.clear();
    info_.warnings.clear();
    for (const Part& part : parts_) {
      for (Provenance provenance : part.info.provenance) {
        provenance.parameter.insert(0, part.input + ": ");
        info_.provenance.push_back(std::move(provenance));
      }
      info_.warnings.insert(info_.warnings.end(), part.info.warnings.begin(), part.info.warnings.end());
    }
  }

  /// Samples that will be delivered, where that is known.
  std::optional<std::uint64_t> total_samples() const {
    std::uint64_t total = 0;
    double elapsed_s = 0.0;
    for (const Part& part : parts_) {
      if (!part.end || !part.info.total_samples) return {};
      const double rate_hz = part.info.sample_rate_hz;
      const std::uint64_t begin = std::min(begin_of(elapsed_s, rate_hz), *part.end);
      const std::uint64_t end = std::clamp(end_of(elapsed_s, rate_hz), begin, *part.end);
      total += std::min(end - begin, *part.info.total_samples);
      elapsed_s += static_cast<double>(*part.end) / rate_hz;
    }
    return total;
  }

  std::uint64_t begin_of(double elapsed_s, double rate_hz) const {
    return samples_in(options_.start_s.value_or(0.0) - elapsed_s, rate_hz);
  }
  std::uint64_t end_of(double elapsed_s, double rate_hz) const {
    if (!options_.duration_s) return kNoEnd;
    const double start_s = options_.start_s.value_or(0.0);
    const std::uint64_t begin = samples_in(start_s - elapsed_s, rate_hz);
    // From the rounded start, so that --duration has the same length wherever it begins.
    if (start_s >= elapsed_s) return begin + samples_in(*options_.duration_s, rate_hz);
    return samples_in(start_s + *options_.duration_s - elapsed_s, rate_hz);
  }

  Result<void> open_next() {
    if (next_ == parts_.size()) {
      finish();
      return {};
    }
    Part& part = parts_[next_++];
    const double rate_hz = part.info.sample_rate_hz;
    if (rate_hz != base_rate_hz_) {
      base_index_ = samples_in(elapsed_s_, rate_hz);
      base_rate_hz_ = rate_hz;
    }
    const std::uint64_t begin = begin_of(elapsed_s_, rate_hz);
    const std::uint64_t end = end_of(elapsed_s_, rate_hz);
    if (end == 0) {
      is_whole_ = false;
      is_ended_ = true;
      return {};
    }
    if (part.end && begin >= *part.end) {
      is_whole_ = false;
      advance(*part.end);
      return {};
    }
    if (part.stream) {
      current_ = std::move(part.stream);
    } else {
      auto stream = open_input(part.input, options_, stop_);
      if (!stream) return tl::unexpected(stream.error());
      current_ = std::move(*stream);
    }
    current_->limit_to(begin, end);
    is_first_of_part_ = true;
    return {};
  }

  void advance(std::uint64_t samples) {
    base_index_ += samples;
    elapsed_s_ += static_cast<double>(samples) / base_rate_hz_;
  }

  void close_current() {
    const StreamInfo& played = current_->info();
    const auto& at_open = parts_[next_ - 1].info.warnings;
    if (played.warnings.size() > at_open.size()) {
      info_.warnings.insert(info_.warnings.end(),
                            played.warnings.begin() + static_cast<std::ptrdiff_t>(at_open.size()),
                            played.warnings.end());
    }
    if (played.sha256) {
      hashes_.push_back(*played.sha256);
    } else {
      is_whole_ = false;
    }
    advance(current_->position());
    current_.reset();
  }

  void finish() {
    is_ended_ = true;
    if (!is_whole_ || hashes_.empty()) return;
    if (hashes_.size() == 1) {
      info_.sha256 = hashes_.front();
      return;
    }
    Digest digest(DigestKind::kSha256);
    for (const std::string& hash : hashes_) {
      digest.update(std::as_bytes(std::span(hash)));
      digest.update(std::as_bytes(std::span("\n", 1)));
    }
    info_.sha256 = digest.finish();
  }

  Result<std::optional<IqBlock>> nothing_played() {
    return fail(ErrorCode::kConfig, info_.name + ": --start " +
                                        format_number(options_.start_s.value_or(0.0)) +
                                        " s is past its end at " + format_number(elapsed_s_) + " s");
  }

  RecordingOptions options_;
  std::shared_ptr<StopSignal> stop_ = std::make_shared<StopSignal>();
  std::vector<Part> parts_;
  StreamInfo info_;
  std::size_t next_{};
  std::unique_ptr<RecordedStream> current_;
  std::uint64_t base_index_{};  ///< of the current part's first sample, at its rate
  double base_rate_hz_{};
  double elapsed_s_{};  ///< all parts before the current one
  std::vector<std::string> hashes_;
  bool is_whole_{true};
  bool is_first_of_part_{};
  bool delivered_any_{};
  bool is_ended_{};
};

}  // namespace

Result<std::unique_ptr<IqSource>> open_recording(const std::vector<std::string>& inputs,
                                                 const RecordingOptions& options) {
  return Playlist::open(inputs, options);
}

Result<std::unique_ptr<IqSource>> open_recording(const std::string& input, const RecordingOptions& options) {
  return open_recording(std::vector{input}, options);
}

Result<std::vector<StreamInfo>> describe_recordings(const std::vector<std::string>& inputs,
                                                    const RecordingOptions& options) {
  const auto playlist = Playlist::open(inputs, options);
  if (!playlist) return tl::unexpected(playlist.error());
  std::vector<StreamInfo> infos;
  for (const Part& part : (*playlist)->parts()) infos.push_back(part.info);
  return infos;
}

}  // namespace cellwarden::capture
