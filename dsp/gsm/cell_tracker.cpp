#include "dsp/gsm/cell_tracker.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "cell/gsm/system_information.hpp"

namespace cellwarden::gsm {
namespace {

using frontend::ChannelBank;
using frontend::ChannelCutter;

constexpr double kFcchReach_symbols = 130.0;  // where only spectra told the time
constexpr int kSyncReach_symbols = 12;        // after a frequency burst of which only the tone told the time
constexpr int kTrackReach_symbols = 4;
constexpr double kAgree_symbols = 3.0;
constexpr double kAgree_ppm = 150.0;
constexpr std::uint32_t kLostAfter = 44;  // two seconds of synchronisation bursts
constexpr double kMargin_samples = 40.0;
constexpr float kTrainingHeard = 0.5F;          // of a burst's power during training
constexpr std::uint32_t kTrainingMajority = 6;  // bursts
constexpr std::size_t kPhaseBursts = 16;        // of a dwell are measured
constexpr std::uint8_t kCombinedConf = 1;
constexpr std::uint32_t kNoFrame = kMultiframe_frames;
// Standard error of one frequency correction burst's offset where the tone has as much power as what else
// passes the channel's filter.
constexpr double kUnitRatio_hz = 80.0;
constexpr double kMiddle_symbols = kBurst_symbols / 2.0;

struct Sighting {
  double start;
  SchContent content;
};

// Whether two synchronisation bursts are of one cell that counts its frames.
bool agree(const Sighting& a, const Sighting& b, double frame_samples) noexcept {
  if (a.content.bsic != b.content.bsic) return false;
  const auto frames = static_cast<std::int64_t>(std::llround((b.start - a.start) / frame_samples));
  if (frames == 0 || advance(a.content.frame_number, frames) != b.content.frame_number) return false;
  const double off = std::abs(b.start - a.start - static_cast<double>(frames) * frame_samples);
  const double symbol = frame_samples / kFrame_symbols;
  return off < kAgree_symbols * symbol + std::abs(b.start - a.start) * kAgree_ppm * 1e-6;
}

std::vector<FrequencyBurst> find_frequency_bursts(const ChannelStream& stream, const ToneCandidate& candidate,
                                                  double offset_hz) {
  std::vector<FrequencyBurst> bursts;
  const double frame = kFrame_symbols * stream.symbol_samples();
  const double anchor = candidate.first_burst_s * stream.rate_hz();
  const auto multiframe = [&](std::int64_t n) {
    return anchor + (static_cast<double>(n * kMultiframe_frames) - candidate.first_frame) * frame;
  };
  const auto first = static_cast<std::int64_t>(std::floor((static_cast<double>(stream.first()) - anchor) /
                                                          (frame * kMultiframe_frames))) -
                     1;
  for (std::int64_t n = first; multiframe(n) < static_cast<double>(stream.end()); ++n) {
    for (const std::uint32_t f : kFcchFrames) {
      const double near = multiframe(n) + f * frame;
      if (const auto burst = measure_frequency_burst(stream, near, kFcchReach_symbols, offset_hz))
        bursts.push_back(*burst);
    }
  }
  return bursts;
}

// First frame (FN mod 51) of the cell broadcast channel's block: sub-channel 2 of four or of eight
// (TS 45.002, clause 7, table 3; TS 44.018, table 10.5.2.5.1).
std::uint32_t cell_broadcast_frame(const ChannelDescription& channel) noexcept {
  constexpr std::uint8_t kSdcch4WithCbch = 24;
  constexpr std::uint8_t kSdcch8WithCbch = 25;
  constexpr std::uint32_t kOfFour = 32;
  constexpr std::uint32_t kOfEight = 8;
  const std::uint8_t code = channel.type_and_offset;
  if (code >> 2U == 1 || code == kSdcch4WithCbch) return kOfFour;
  if (code >> 3U == 1 || code == kSdcch8WithCbch) return kOfEight;
  return kNoFrame;
}

// A block is read with its last burst.
std::int64_t first_frame_of_block(std::int64_t last_frame) noexcept {
  return last_frame - static_cast<std::int64_t>(kBurstsPerBlock) + 1;
}

// Other timeslots may begin half a symbol off a quarter-symbol count (TS 45.010, section 5.7).
TapWindow widened(TapWindow window) noexcept {
  if (window.count < kMaxEqualiserTaps) ++window.count;
  return window;
}

double weighted_offset_hz(const std::vector<FrequencyBurst>& bursts) noexcept {
  double sum = 0.0;
  double weight = 0.0;
  for (const FrequencyBurst& b : bursts) {
    sum += b.weight * b.offset_hz;
    weight += b.weight;
  }
  return sum / weight;
}

}  // namespace

std::optional<CellTracker> CellTracker::acquire(const ToneCandidate& candidate, const ChannelBank& bank,
                                                ChannelCutter& cutter, const BurstReaders& readers) {
  const double carrier_hz = candidate.tone_hz - kFcchTone_hz;
  const auto bin = static_cast<std::int64_t>(std::llround(carrier_hz / bank.plan().bin_hz()));
  ChannelStream stream(bank.plan(), bin);
  stream.extend(bank, cutter);
  std::vector<FrequencyBurst> bursts =
      find_frequency_bursts(stream, candidate, carrier_hz - stream.center_hz());
  if (bursts.empty()) return std::nullopt;
  std::stable_sort(bursts.begin(), bursts.end(),
                   [](const FrequencyBurst& a, const FrequencyBurst& b) { return a.weight > b.weight; });
  const std::size_t best = std::min<std::size_t>(bursts.size(), 5);
  const double offset_hz =
      weighted_offset_hz({bursts.begin(), bursts.begin() + static_cast<std::ptrdiff_t>(best)});

  const double frame = kFrame_symbols * stream.symbol_samples();
  std::vector<Sighting> seen;
  for (const FrequencyBurst& burst : bursts) {
    const auto sync =
        readers.sync.read(stream, burst.start + frame, kSyncReach_symbols, offset_hz, false, std::nullopt);
    if (!sync || !sync->content) continue;
    const Sighting now{sync->start, *sync->content};
    for (const Sighting& before : seen) {
      if (!agree(before, now, frame)) continue;
      TimeBase time(now.start, 0, frame);
      time.add(0, now.start);
      return CellTracker(std::move(stream), offset_hz, time, now.content);
    }
    seen.push_back(now);
  }
  return std::nullopt;
}

CellTracker::CellTracker(ChannelStream stream, double offset_hz, TimeBase time, const SchContent& content)
    : stream_(std::move(stream)),
      offset_hz_(offset_hz),
      time_(std::move(time)),
      frame_number_0_(content.frame_number),
      bsic_(content.bsic),
      training_sequence_(content.bsic % kTrainingSequences) {}

bool CellTracker::explains(const ToneCandidate& candidate) const noexcept {
  constexpr double kSameTone_hz = 8e3;
  constexpr double kSameTime_s = 1.5e-3;
  if (std::abs(candidate.tone_hz - kFcchTone_hz - offset_hz()) > kSameTone_hz) return false;
  const double sample = candidate.first_burst_s * stream_.rate_hz();
  const std::int64_t frame = time_.frame_at(sample) - 1;
  for (std::int64_t f = frame - 1; f <= frame + 1; ++f) {
    const std::uint32_t in_multiframe = frame_number(f) % kMultiframe_frames;
    if (in_multiframe % 10 != 0 || in_multiframe > 40) continue;
    const double middle = time_.start_of(f) + kMiddle_symbols * stream_.symbol_samples();
    if (std::abs(middle - sample) < kSameTime_s * stream_.rate_hz()) return true;
  }
  return false;
}

TrackReport CellTracker::track(const ChannelBank& bank, ChannelCutter& cutter, const BurstReaders& readers,
                               Reading reading) {
  stream_.extend(bank, cutter);
  TrackReport report;
  const double first = static_cast<double>(stream_.first()) + kMargin_samples;
  const std::int64_t from = next_frame_.value_or(time_.frame_at(first));
  // A frame is read when its slot 0 is there.
  const double burst = kBurst_symbols * stream_.symbol_samples() + kMargin_samples;
  const std::int64_t to = std::max(time_.frame_at(static_cast<double>(stream_.end()) - burst), from);
  report.from_sample = time_.start_of(from);
  report.to_sample = time_.start_of(to);
  read_sync(readers, from, to, report);
  measure_offset(from, to, report);
  read_blocks(readers, from, to, reading, report);
  follow_training(report);
  measure_slots(from, to, report);
  next_frame_ = to;
  is_rebased_ = false;
  constexpr std::int64_t kKept_frames = 6;  // a block that began and has not ended
  stream_.discard_before(static_cast<std::int64_t>(time_.start_of(to - kKept_frames)));
  report.is_lost = missed_ >= kLostAfter;
  return report;
}

void CellTracker::measure_offset(std::int64_t from, std::int64_t to, TrackReport& report) {
  std::vector<FrequencyBurst> bursts;
  for (std::int64_t frame = from; frame < to; ++frame) {
    const std::uint32_t in_multiframe = frame_number(frame) % kMultiframe_frames;
    if (in_multiframe % 10 != 0 || in_multiframe > 40) continue;
    const double middle = time_.start_of(frame) + kMiddle_symbols * stream_.symbol_samples();
    if (const auto burst = measure_frequency_burst(stream_, middle, 0.0, offset_hz_))
      bursts.push_back(*burst);
  }
  if (bursts.empty()) return;
  const double mean_hz = weighted_offset_hz(bursts);
  double scatter = 0.0;
  double weight = 0.0;
  double weights_squared = 0.0;
  double ratio = 0.0;
  for (const FrequencyBurst& b : bursts) {
    scatter += b.weight * (b.offset_hz - mean_hz) * (b.offset_hz - mean_hz);
    weight += b.weight;
    weights_squared += b.weight * b.weight;
    ratio += b.weight / static_cast<double>(bursts.size());
  }
  const double independent = weight * weight / weights_squared;
  // A few bursts may agree by chance: no better than the tone's power and length allow, nor than the symbol
  // clock is known.
  constexpr double kAlone_hz = 60.0;
  const double scattered_hz =
      independent > 1.5 ? std::sqrt(scatter / weight / (independent - 1.0)) : kAlone_hz;
  const double possible_hz = kUnitRatio_hz / std::sqrt(weight);
  const double clock_hz = kFcchTone_hz * time_.drift_sigma_ppm() * 1e-6;
  const double sigma = std::hypot(std::max(scattered_hz, possible_hz), clock_hz);
  offset_hz_ = mean_hz;
  // The tone lies a quarter of the symbol rate above the carrier as the cell's clock has it, and is read by
  // this radio's: the symbols' drift tells the difference.
  const double tone_error_hz = -kFcchTone_hz * time_.drift_ppm() * 1e-6;
  report.offset_hz = Measured{stream_.center_hz() + mean_hz - tone_error_hz, sigma};
  report.tone_ratio = ratio;
  report.tones = bursts.size();
}

bool CellTracker::read_sync_burst(const BurstReaders& readers, std::int64_t frame, TrackReport& report) {
  const std::optional<TapWindow> window = profile_.empty() ? std::nullopt : std::optional(profile_.window());
  const auto sync =
      readers.sync.read(stream_, time_.start_of(frame), kTrackReach_symbols, offset_hz_, true, window);
  if (!sync) {
    ++report.sch_bad;
    ++missed_;
    return false;
  }
  const bool is_right =
      sync->content && sync->content->bsic == bsic_ && sync->content->frame_number == frame_number(frame);
  if (is_right) {
    ++report.sch_good;
    missed_ = 0;
    dissent_.reset();
  } else {
    ++report.sch_bad;
    ++missed_;
    if (sync->content) {
      const SchContent other{sync->content->bsic, advance(sync->content->frame_number, -frame)};
      if (dissent_ == other) report.restarted = SchContent{other.bsic, sync->content->frame_number};
      dissent_ = other;
    }
  }
  time_.add(frame, sync->start);
  profile_.add(sync->taps);
  window_ = profile_.window();
  return is_right;
}

void CellTracker::read_sync(const BurstReaders& readers, std::int64_t from, std::int64_t to,
                            TrackReport& report) {
  profile_.clear();
  // Outward from where the time base is known best.
  const std::int64_t anchor = std::clamp<std::int64_t>(next_frame_ || is_rebased_ ? from : 0, from, to);
  for (std::int64_t frame = anchor; frame < to; ++frame) {
    if (is_sch_frame(frame_number(frame))) read_sync_burst(readers, frame, report);
  }
  for (std::int64_t frame = anchor - 1; frame >= from; --frame) {
    if (is_sch_frame(frame_number(frame))) read_sync_burst(readers, frame, report);
  }
}

void CellTracker::read_blocks(const BurstReaders& readers, std::int64_t from, std::int64_t to,
                              Reading reading, TrackReport& report) {
  // Which blocks are common ones is not known before the BCCH told: it is read first.
  const bool is_layout_known = ccch_conf_.has_value();
  if (!is_layout_known) read_broadcast_of_slot_0(readers, from, to, report);
  for (std::int64_t last = from; last < to; ++last) {
    const std::int64_t frame = first_frame_of_block(last);
    const std::uint32_t in_multiframe = frame_number(frame) % kMultiframe_frames;
    if (cell_broadcast_ && in_multiframe == cell_broadcast_frame(*cell_broadcast_))
      read_cell_broadcast(readers, frame, report);
    const auto block = std::find(kBlockFrames.begin(), kBlockFrames.end(), in_multiframe);
    if (block == kBlockFrames.end()) continue;
    const auto index = static_cast<std::size_t>(block - kBlockFrames.begin());
    if (ccch_conf_ == kCombinedConf && index >= kCombinedBlocks) continue;
    if (reading == Reading::kBroadcast && is_layout_known && index > 0) continue;
    const std::uint8_t last_slot = ccch_conf_.value_or(0) > kCombinedConf ? *ccch_conf_ : std::uint8_t{0};
    for (std::uint8_t slot = 0; slot <= last_slot; slot = static_cast<std::uint8_t>(slot + 2)) {
      const bool is_read_already = !is_layout_known && slot == 0 && index == 0;
      if (!is_read_already) read_block(readers, frame, slot, index, report);
    }
  }
}

void CellTracker::read_broadcast_of_slot_0(const BurstReaders& readers, std::int64_t from, std::int64_t to,
                                           TrackReport& report) {
  for (std::int64_t last = from; last < to; ++last) {
    const std::int64_t frame = first_frame_of_block(last);
    if (frame_number(frame) % kMultiframe_frames == kBlockFrames.front())
      read_block(readers, frame, 0, 0, report);
  }
}

std::optional<SoftBlock> CellTracker::soft_block(const BurstReaders& readers, std::int64_t frame,
                                                 std::uint8_t slot, std::uint8_t training_sequence) const {
  std::array<double, kBurstsPerBlock> starts{};
  for (std::size_t i = 0; i < starts.size(); ++i) {
    starts[i] = time_.start_of(frame + static_cast<std::int64_t>(i)) +
                slot * kSlot_symbols * stream_.symbol_samples();
  }
  const TapWindow window = slot == 0 ? window_ : widened(window_);
  return readers.block.read(stream_, starts, offset_hz_, window, training_sequence);
}

void CellTracker::read_block(const BurstReaders& readers, std::int64_t frame, std::uint8_t slot,
                             std::size_t index, TrackReport& report) {
  const auto block = soft_block(readers, frame, slot, training_sequence_);
  if (!block) return;
  if (slot == 0) vote_for_training(readers, time_.start_of(frame), report);
  const std::uint32_t number = frame_number(frame);
  const bool is_broadcast = index == 0;
  ReadBlock read{.octets = {}, .frame_number = number, .slot = slot};
  BlockCounts& counts = is_broadcast ? report.bcch : report.ccch;
  std::optional<CombinedBlock> decoded;
  if (is_broadcast) {
    decoded = combiners_[slot / 2U].decode(broadcast_phase(number), block->bits);
  } else if (const auto alone = decode_block(block->bits)) {
    decoded = CombinedBlock{*alone, 1};
  }
  if (!decoded) {
    ++counts.bad;
    return;
  }
  ++counts.good;
  if (decoded->blocks > 1) ++counts.combined;
  if (slot == 0 && decoded->blocks == 1) measure_phase(readers, time_.start_of(frame), report);
  read.octets = decoded->octets;
  read.blocks_combined = decoded->blocks;
  if (is_broadcast) {
    learn_layout(read.octets);
  } else {
    const bool is_common = ccch_conf_ || index < kCombinedBlocks;
    read.channel = is_common ? LogicalChannel::kCommonControl : LogicalChannel::kUndecided;
    read.index = static_cast<std::uint8_t>(index - 1);
  }
  report.blocks.push_back(read);
}

void CellTracker::read_cell_broadcast(const BurstReaders& readers, std::int64_t frame, TrackReport& report) {
  const auto block =
      soft_block(readers, frame, cell_broadcast_->timeslot, cell_broadcast_->training_sequence);
  if (!block) return;
  const auto octets = decode_block(block->bits);
  if (!octets) return;
  report.blocks.push_back({.octets = *octets,
                           .frame_number = frame_number(frame),
                           .channel = LogicalChannel::kCellBroadcast,
                           .slot = cell_broadcast_->timeslot,
                           .blocks_combined = 1});
}

void CellTracker::vote_for_training(const BurstReaders& readers, double burst_start,
                                    TrackReport& report) const {
  const auto shares = readers.block.compare_training(stream_, burst_start, offset_hz_, window_);
  const auto best = std::max_element(shares.begin(), shares.end());
  if (*best >= kTrainingHeard) ++report.training_votes[static_cast<std::size_t>(best - shares.begin())];
}

// A cell that trains its phones with another sequence than its BSIC says is read by that one from then on.
void CellTracker::follow_training(const TrackReport& report) noexcept {
  const auto& votes = report.training_votes;
  const auto best = std::max_element(votes.begin(), votes.end());
  if (*best >= kTrainingMajority && *best > 2 * votes[training_sequence_])
    training_sequence_ = static_cast<std::uint8_t>(best - votes.begin());
}

void CellTracker::measure_phase(const BurstReaders& readers, double burst_start, TrackReport& report) const {
  if (report.phase_errors_rad.size() >= kPhaseBursts) return;
  if (const auto error =
          readers.block.phase_error_rad(stream_, burst_start, offset_hz_, window_, training_sequence_)) {
    report.phase_errors_rad.push_back(*error);
  }
}

void CellTracker::learn_layout(const L2Block& octets) {
  const auto message = parse(octets);
  if (!message) return;
  if (const auto* si3 = std::get_if<Si3>(&*message)) ccch_conf_ = si3->control_channel.ccch_conf;
  if (const auto* si4 = std::get_if<Si4>(&*message)) {
    cell_broadcast_ = si4->cell_broadcast;
    if (cell_broadcast_ && !is_on_carrier(*cell_broadcast_)) cell_broadcast_.reset();
  }
}

// A channel that hops, or lies on another carrier, is not followed.
bool CellTracker::is_on_carrier(const ChannelDescription& channel) const noexcept {
  if (channel.is_hopping || cell_broadcast_frame(channel) == kNoFrame) return false;
  if (channel.timeslot == 0) return ccch_conf_ == kCombinedConf;  // only this carrier has one
  return arfcn_ && channel.arfcn == arfcn_;
}

void CellTracker::rebase(double samples) {
  time_.shift(-samples);
  stream_.restart();
  next_frame_.reset();
  is_rebased_ = true;
}

void CellTracker::measure_slots(std::int64_t from, std::int64_t to, TrackReport& report) const {
  const double symbol = stream_.symbol_samples();
  std::array<double, kSlots> sum{};
  // The last frame's other slots may be still to come.
  if (time_.start_of(to) > static_cast<double>(stream_.end())) --to;
  for (std::int64_t frame = from; frame < to; ++frame) {
    for (std::size_t slot = 0; slot < kSlots; ++slot) {
      const double start = time_.start_of(frame) + static_cast<double>(slot) * kSlot_symbols * symbol;
      sum[slot] += stream_.power(start + 4 * symbol, start + 144 * symbol);
    }
  }
  for (std::size_t slot = 0; slot < kSlots; ++slot)
    report.slot_power[slot] = to > from ? sum[slot] / static_cast<double>(to - from) : 0.0;
}

}  // namespace cellwarden::gsm
