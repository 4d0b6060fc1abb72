#include "dsp/capture/recorded_stream.hpp"

#include <algorithm>
#include <cmath>

namespace cellwarden::capture {

RecordedStream::RecordedStream(std::string name, ByteReader reader, DigestingBytes* digest,
                               StreamLayout layout, std::size_t block_samples)
    : reader_(std::move(reader)),
      digest_(digest),
      layout_(std::move(layout)),
      sample_bytes_(bytes_per_sample(layout_.facts.format->value)),
      octets_(block_samples * sample_bytes_),
      samples_(block_samples) {
  const Facts& facts = layout_.facts;
  info_.name = std::move(name);
  info_.native_format = to_string(facts.format->value);
  info_.sample_rate_hz = facts.rate_hz->value;
  info_.center_hz = facts.center_hz->value;
  if (facts.start) info_.start = facts.start->value;
  if (facts.receiver_at) info_.receiver_at = facts.receiver_at->value;
  info_.description = layout_.description;
  info_.loops_seamlessly = layout_.loops_seamlessly;
  info_.provenance = provenance_of(facts);
  info_.warnings = layout_.warnings;

  octets_left_ = layout_.data_bytes ? layout_.data_bytes : reader_.remaining();
  if (octets_left_ && !layout_.data_bytes) *octets_left_ -= std::min(*octets_left_, layout_.trailing_bytes);
  if (!octets_left_) return;
  const StreamExtent extent = extent_of(layout_, *octets_left_);
  info_.total_samples = extent.stored_samples;
  if (extent.stray_bytes % sample_bytes_ != 0 && extent.stray_bytes < sample_bytes_) {
    warn("the last " + std::to_string(extent.stray_bytes) + " octets are no whole sample and are left out");
  }
}

std::optional<std::uint64_t> RecordedStream::known_end() const noexcept {
  if (!octets_left_ || is_begun_) return {};
  return extent_of(layout_, *octets_left_).end_index;
}

void RecordedStream::limit_to(std::uint64_t begin, std::uint64_t end) noexcept {
  begin_ = begin;
  end_ = end;
}

void RecordedStream::skip_to(std::uint64_t index) noexcept {
  begin_ = std::max(begin_, index);
}

std::uint64_t RecordedStream::left_in_segment() const {
  if (segment_ + 1 >= layout_.segments.size()) return std::numeric_limits<std::uint64_t>::max();
  return layout_.segments[segment_ + 1].first_sample - stored_;
}

void RecordedStream::take_octets(std::uint64_t count) {
  if (octets_left_) *octets_left_ -= std::min(*octets_left_, count);
}

/// Passes segment headers until samples follow. \return false at the end of the data
Result<bool> RecordedStream::enter_segments() {
  while (!is_segment_entered_ || left_in_segment() == 0) {
    if (is_segment_entered_) {
      ++segment_;
      has_gap_ = true;
    }
    is_segment_entered_ = true;
    lost_ += segment().lost_before;
    index_ += segment().lost_before + segment().unrecorded_before;
    const std::uint64_t header = segment().header_bytes;
    if (octets_left_ && header > *octets_left_) return false;
    const auto passed = reader_.discard(header);
    if (!passed) return tl::unexpected(passed.error());
    take_octets(header);
    if (*passed < header) return false;
  }
  return true;
}

Result<void> RecordedStream::go_to_begin() {
  while (index_ < begin_) {
    const auto entered = enter_segments();
    if (!entered) return tl::unexpected(entered.error());
    if (!*entered || index_ >= begin_) break;
    std::uint64_t count = std::min(begin_ - index_, left_in_segment());
    if (octets_left_) count = std::min(count, *octets_left_ / sample_bytes_);
    if (count == 0) break;
    count = std::min(count, std::numeric_limits<std::uint64_t>::max() / 16);
    const auto passed = reader_.skip(count * sample_bytes_);
    if (!passed) return tl::unexpected(passed.error());
    take_octets(*passed);
    stored_ += *passed / sample_bytes_;
    index_ += *passed / sample_bytes_;
    if (*passed < count * sample_bytes_) {
      octets_left_ = 0;
      break;
    }
  }
  // What lies before the part that was asked for is no gap in it.
  lost_ = 0;
  has_gap_ = false;
  return {};
}

/// \return octets of whole samples
Result<std::size_t> RecordedStream::read_octets(std::size_t count) {
  auto got = reader_.read(std::span(octets_).first(count));
  if (!got) return got;
  take_octets(*got);
  if (*got == count) return count;
  const std::size_t stray = *got % sample_bytes_;
  if (octets_left_ && *octets_left_ != 0) {
    warn("ends " + std::to_string(*octets_left_) + " octets before what was promised");
  } else if (stray != 0) {
    warn("the last " + std::to_string(stray) + " octets are no whole sample and are left out");
  }
  octets_left_ = 0;
  return *got - stray;
}

IqBlock RecordedStream::make_block(std::size_t count, const ConversionCounts& counts) {
  IqBlock block;
  block.samples = std::span<const Sample>(samples_).first(count);
  block.first_sample = index_;
  block.lost_before = lost_;
  block.gap_before = has_gap_;
  block.center_hz = segment().center_hz.value_or(info_.center_hz);
  block.sample_rate_hz = info_.sample_rate_hz;
  block.clipped_samples = counts.clipped;
  const double into_segment_s = static_cast<double>(stored_ - segment().first_sample) / info_.sample_rate_hz;
  constexpr double kFar_s = 1e9;
  if (segment().start && into_segment_s < kFar_s) {
    block.received_at = *segment().start + std::chrono::nanoseconds(std::llround(into_segment_s * 1e9));
  }
  lost_ = 0;
  has_gap_ = false;
  delivered_ += count;
  clipped_ += counts.clipped;
  not_finite_ += counts.not_finite;
  return block;
}

Result<std::optional<IqBlock>> RecordedStream::end_of_data() {
  is_ended_ = true;
  if (delivered_ == 0 && begin_ == 0) return fail(ErrorCode::kFormat, info_.name + ": holds no samples");
  if (not_finite_ != 0) {
    warn(std::to_string(not_finite_) + " samples were no numbers and were taken as 0");
  }
  if (layout_.facts.format->value == SampleFormat::kCf32 && clipped_ > delivered_ / 2) {
    warn("most samples lie beyond full scale (1.0): levels in dBFS are not comparable");
  }
  if (digest_ == nullptr) return std::nullopt;
  const auto hashes = digest_->finish();
  if (!hashes) return tl::unexpected(hashes.error());
  if (!*hashes) return std::nullopt;
  info_.sha256 = (*hashes)->sha256;
  if (layout_.sha512 && (*hashes)->sha512 && *layout_.sha512 != *(*hashes)->sha512) {
    warn("its SHA-512 is not the core:sha512 of its metadata: changed since it was written");
  }
  return std::nullopt;
}

Result<std::optional<IqBlock>> RecordedStream::read() {
  if (is_ended_) return std::nullopt;
  if (!is_begun_ || index_ < begin_) {
    is_begun_ = true;
    if (auto gone = go_to_begin(); !gone) return tl::unexpected(gone.error());
  }
  const auto entered = enter_segments();
  if (!entered) return tl::unexpected(entered.error());
  if (!*entered || (octets_left_ && *octets_left_ < sample_bytes_)) return end_of_data();
  if (index_ >= end_) {
    is_ended_ = true;
    return std::nullopt;
  }
  std::uint64_t wanted = std::min<std::uint64_t>(samples_.size(), std::min(left_in_segment(), end_ - index_));
  if (octets_left_) wanted = std::min(wanted, *octets_left_ / sample_bytes_);
  const auto octets = read_octets(static_cast<std::size_t>(wanted) * sample_bytes_);
  if (!octets) return tl::unexpected(octets.error());
  const std::size_t count = *octets / sample_bytes_;
  if (count == 0) return end_of_data();
  const std::span<Sample> out = std::span(samples_).first(count);
  const auto counts = to_float(layout_.facts.format->value, std::span(octets_).first(*octets), out);
  const IqBlock block = make_block(count, counts);
  stored_ += count;
  index_ += count;
  return block;
}

}  // namespace cellwarden::capture
