#include "dsp/capture/band_recording.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "cell/carrier.hpp"
#include "dsp/capture/open_input.hpp"

namespace cellwarden::capture {

Result<std::unique_ptr<BandRecording>> BandRecording::open(const std::string& file, bool loop) {
  std::unique_ptr<BandRecording> recording(new BandRecording(file, loop));
  if (auto opened = recording->rewind(); !opened) return tl::unexpected<Error>(std::move(opened.error()));
  return recording;
}

Result<void> BandRecording::rewind() {
  RecordingOptions options;
  options.block_samples = std::size_t{1} << 13U;  // a band may hold hundreds of recordings
  auto stream = open_input(file_, options, std::make_shared<StopSignal>());
  if (!stream) return tl::unexpected<Error>(std::move(stream.error()));
  stream_ = std::move(*stream);
  info_ = stream_->info();
  if (!round_size_) round_size_ = stream_->known_end();
  ready_ = {};
  return {};
}

/// The next round of a loop, or the one that holds `index`.
Result<void> BandRecording::turn_over(std::uint64_t index) {
  const std::uint64_t size = std::max<std::uint64_t>(*round_size_, 1);
  round_begin_ += std::max<std::uint64_t>((index - round_begin_) / size, 1) * size;
  return rewind();
}

/// Makes ready_ hold samples of `index` or after it. \return false when there are none
Result<bool> BandRecording::load(std::uint64_t index) {
  while (!is_over_) {
    if (!ready_.empty() && ready_begin_ + ready_.size() > index) return true;
    ready_ = {};
    if (loop_ && round_size_ && index >= round_begin_ + *round_size_) {
      if (auto turned = turn_over(index); !turned) return tl::unexpected<Error>(turned.error());
    }
    stream_->skip_to(index - std::min(index, round_begin_));
    const auto block = stream_->read();
    if (!block) return tl::unexpected<Error>(block.error());
    if (block->has_value()) {
      if ((*block)->center_hz != info_.center_hz) {
        return fail(
            ErrorCode::kFormat,
            fmt::format("{}: it changes to {} at sample {}, and a band is laid of recordings that stay",
                        file_, format_mhz((*block)->center_hz), (*block)->first_sample));
      }
      ready_ = (*block)->samples;
      ready_begin_ = round_begin_ + (*block)->first_sample;
      continue;
    }
    round_size_ = stream_->position();
    is_over_ = !loop_ || *round_size_ == 0;
    if (is_over_) break;
    if (auto turned = turn_over(index); !turned) return tl::unexpected<Error>(turned.error());
  }
  return false;
}

Result<void> BandRecording::fill(std::uint64_t index, std::span<Sample> out) {
  while (!out.empty()) {
    const Result<bool> loaded = load(index);
    if (!loaded) return tl::unexpected<Error>(loaded.error());
    std::size_t count = out.size();
    if (!*loaded) {
      std::ranges::fill(out, Sample{});
    } else if (ready_begin_ > index) {
      count = static_cast<std::size_t>(std::min<std::uint64_t>(count, ready_begin_ - index));
      std::ranges::fill(out.first(count), Sample{});
    } else {
      const std::span<const Sample> from = ready_.subspan(static_cast<std::size_t>(index - ready_begin_));
      count = std::min(count, from.size());
      std::ranges::copy(from.first(count), out.begin());
    }
    index += count;
    out = out.subspan(count);
  }
  return {};
}

Result<std::span<const Sample>> BandRecording::window(std::int64_t begin, std::size_t count) {
  // What this window shares with the one before is kept: the blocks of a mixer overlap.
  const std::int64_t known_end = window_begin_ + static_cast<std::int64_t>(window_.size());
  if (begin >= known_end) window_.clear();
  if (!window_.empty()) {
    window_.erase(window_.begin(), window_.begin() + static_cast<std::ptrdiff_t>(begin - window_begin_));
  }
  window_begin_ = begin;
  std::size_t filled = window_.size();
  if (filled >= count) return std::span<const Sample>(window_).first(count);
  window_.resize(count);
  const std::int64_t next = begin + static_cast<std::int64_t>(filled);
  if (next < 0) {
    const auto before =
        static_cast<std::size_t>(std::min<std::int64_t>(-next, static_cast<std::int64_t>(count - filled)));
    std::ranges::fill(std::span(window_).subspan(filled, before), Sample{});
    filled += before;
  }
  const auto index = static_cast<std::uint64_t>(begin + static_cast<std::int64_t>(filled));
  if (auto done = fill(index, std::span(window_).subspan(filled)); !done) {
    return tl::unexpected<Error>(done.error());
  }
  return std::span<const Sample>(window_);
}

Result<bool> BandRecording::has_ended(std::uint64_t index, std::uint64_t needed_from) {
  if (loop_) return false;
  if (round_size_) return index >= *round_size_;
  Result<bool> loaded = load(needed_from);
  if (!loaded) return loaded;
  return !*loaded;
}

}  // namespace cellwarden::capture
