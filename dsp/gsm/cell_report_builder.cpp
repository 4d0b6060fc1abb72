#include "dsp/gsm/cell_report_builder.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

#include "cell/gsm/system_information.hpp"
#include "dsp/gsm/common_control.hpp"

namespace cellwarden::gsm {
namespace {

constexpr double kDegrees = 180.0 / std::numbers::pi;

void keep(const ReadBlock& block, std::vector<BroadcastMessage>& messages) {
  const auto known = std::find_if(messages.begin(), messages.end(),
                                  [&](const BroadcastMessage& m) { return m.octets == block.octets; });
  if (known == messages.end()) {
    messages.push_back({block.octets, block.frame_number, 1});
  } else {
    known->frame_number = block.frame_number;
    ++known->times;
  }
}

double median_of(std::array<double, kSlots> values) noexcept {
  std::sort(values.begin(), values.end());
  return (values[kSlots / 2 - 1] + values[kSlots / 2]) / 2.0;
}

std::optional<Measured> phase_error_deg(const std::vector<double>& errors_rad) {
  if (errors_rad.size() < 2) return std::nullopt;
  const auto n = static_cast<double>(errors_rad.size());
  double power = 0.0;
  for (const double e : errors_rad) power += e * e / n;
  const double rms = std::sqrt(power);
  double scatter = 0.0;
  for (const double e : errors_rad) scatter += (e - rms) * (e - rms) / (n - 1.0);
  return Measured{rms * kDegrees, std::sqrt(scatter / n) * kDegrees};
}

CarrierQuality quality_of(const TrackReport& track, bool is_clear) {
  CarrierQuality quality;
  if (is_clear) quality.phase_error_rms_deg = phase_error_deg(track.phase_errors_rad);
  const double median = median_of(track.slot_power);
  const double weakest = *std::min_element(track.slot_power.begin(), track.slot_power.end());
  if (median > 0.0 && weakest > 0.0) quality.weakest_slot_db = 10.0 * std::log10(weakest / median);
  const auto& votes = track.training_votes;
  const auto most = std::max_element(votes.begin(), votes.end());
  quality.training_bursts = std::accumulate(votes.begin(), votes.end(), std::uint32_t{0});
  if (*most * 2 > quality.training_bursts)
    quality.training_sequence = static_cast<std::uint8_t>(most - votes.begin());
  return quality;
}

}  // namespace

CellReport CellReportBuilder::build(const TrackReport& track, std::uint32_t frame_number, bool is_clear) {
  CellReport report;
  report.frame_number = frame_number;
  report.sch_good = track.sch_good;
  report.sch_bad = track.sch_bad;
  report.bcch = track.bcch;
  report.ccch = track.ccch;
  for (const ReadBlock& block : track.blocks) take(block, report);
  std::sort(report.messages.begin(), report.messages.end());
  std::sort(report.pages.begin(), report.pages.end());
  report.quality = quality_of(track, is_clear);
  return report;
}

void CellReportBuilder::take(const ReadBlock& block, CellReport& report) {
  if (block.channel == LogicalChannel::kCellBroadcast) return take_cell_broadcast(block, report);
  // A BCCH may go on in blocks of the CCCH (TS 45.002, clause 7: BCCH Ext). What may be said to one phone is
  // not kept, whatever it looks like.
  const bool is_undecided = block.channel == LogicalChannel::kUndecided;
  if (!is_undecided && kind_of(block.octets)) return keep(block, report.messages);
  const bool is_counted = (is_undecided || block.channel == LogicalChannel::kCommonControl) &&
                          count(block.octets, block.index, report.paging, report.assignments);
  if (!is_counted) ++report.other_messages;
}

void CellReportBuilder::take_cell_broadcast(const ReadBlock& block, CellReport& report) {
  // The channel has a block in every multiframe: one that is missing was not decoded.
  if (!last_page_frame_ || advance(*last_page_frame_, kMultiframe_frames) != block.frame_number)
    pages_.lose();
  last_page_frame_ = block.frame_number;
  const auto page = pages_.take(block.octets);
  if (page && std::find(report.pages.begin(), report.pages.end(), *page) == report.pages.end())
    report.pages.push_back(*page);
}

}  // namespace cellwarden::gsm
