#pragma once

/// \file
/// One window that was recorded, as it was: a file, or the recordings of a folder one after the other, bit
/// for bit. Gaps count in its position, and so does the seam of a loop, as one sample; but where a recording
/// states that its end joins its beginning (StreamInfo::loops_seamlessly), the seam counts nothing.
///
/// It tunes nowhere: a centre within the recorded band is accepted and changes nothing. A recording that
/// changes its centre or rate ends with an error there.

#include <memory>
#include <string>

#include "dsp/capture/iq_source.hpp"
#include "dsp/capture/played_signal.hpp"
#include "dsp/capture/recording.hpp"

namespace cellwarden::capture {

class PlaybackReel final : public PlayedSignal {
 public:
  [[nodiscard]] static Result<std::unique_ptr<PlaybackReel>> open(const std::string& path,
                                                                  const RecordingOptions& options, bool loop);

  [[nodiscard]] const std::string& name() const noexcept override { return info_.name; }
  [[nodiscard]] std::string_view native_format() const noexcept override { return info_.native_format; }
  [[nodiscard]] double center_hz() const noexcept override { return info_.center_hz; }
  [[nodiscard]] double rate_hz() const noexcept override { return info_.sample_rate_hz; }
  [[nodiscard]] ReachOfSignal reach() const noexcept override;
  [[nodiscard]] Result<void> tune(double center_hz, bool is_streaming) override;
  [[nodiscard]] Result<void> set_rate(double rate_hz, bool is_streaming) override;

  [[nodiscard]] std::uint64_t position() const noexcept override { return position_; }
  [[nodiscard]] Result<bool> load() override;
  [[nodiscard]] std::span<const Sample> ready() const noexcept override { return ready_; }
  void take(std::size_t samples) noexcept override;
  [[nodiscard]] std::size_t gapless(std::size_t most) const noexcept override;
  [[nodiscard]] Result<void> skip_to(std::uint64_t position) override;

 private:
  PlaybackReel(std::string path, const RecordingOptions& options, bool loop)
      : path_(std::move(path)), options_(options), loop_(loop) {}
  [[nodiscard]] Result<void> rewind();
  [[nodiscard]] Result<void> thread_in(const IqBlock& block);

  const std::string path_;
  const RecordingOptions options_;
  const bool loop_;
  std::unique_ptr<IqSource> recording_;
  StreamInfo info_;
  std::span<const Sample> ready_;
  std::uint64_t position_{};
  bool has_samples_{};
};

}  // namespace cellwarden::capture
