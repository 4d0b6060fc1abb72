#include "dsp/gsm/cell_report_builder.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "cell/gsm/system_information.hpp"

namespace cellwarden::gsm {
namespace {

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

CarrierQuality quality_of(const TrackReport& track) {
  CarrierQuality quality;
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

CellReport build_report(const TrackReport& track, std::uint32_t frame_number) {
  CellReport report;
  report.frame_number = frame_number;
  report.sch_good = track.sch_good;
  report.sch_bad = track.sch_bad;
  report.bcch = track.bcch;
  report.ccch = track.ccch;
  for (const ReadBlock& block : track.blocks) {
    if (kind_of(block.octets)) {
      keep(block, report.messages);
    } else {
      ++report.other_messages;
    }
  }
  std::sort(report.messages.begin(), report.messages.end());
  report.quality = quality_of(track);
  return report;
}

}  // namespace cellwarden::gsm
