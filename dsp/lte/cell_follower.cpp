#include "dsp/lte/cell_follower.hpp"

#include <algorithm>
#include <cmath>

#include "cell/lte/system_information.hpp"
#include "dsp/lte/tdd_configuration.hpp"

namespace cellwarden::lte {
namespace {

// Before a frame's start a reader may look: symbols are read a little early.
constexpr double kBefore_samples = 16.0;
constexpr std::size_t kMaxMessages = 64;

DciShape dci_shape(const CellLayout& cell) noexcept {
  return {.bandwidth_rb = cell.bandwidth_rb, .duplex = cell.shape.duplex};
}

CellLayout layout_of(const CellMeasurement& cell) noexcept {
  return {cell.shape, cell.mib->mib.bandwidth_rb, cell.mib->mib.ports};
}

}  // namespace

CellFollower::CellFollower(const FoundCell& cell, double sample_rate_hz)
    : layout_(layout_of(cell.cell)),
      mib_(cell.cell.mib->mib),
      rate_ratio_(sample_rate_hz / kSampleRate_hz),
      offset_hz_(cell.offset_hz),
      reader_(cell.cell, sample_rate_hz),
      finder_(dci_shape(layout_)),
      sib1_(dci_shape(layout_)),
      decoder_(kMaxTransportBlock_bits + kTransportBlockParity_bits + 64) {}

bool CellFollower::is_of(const FoundCell& cell) const noexcept {
  return cell.cell.mib && layout_of(cell.cell) == layout_ && same_configuration(cell.cell.mib->mib, mib_) &&
         std::abs(cell.offset_hz - offset_hz_) < kOneCarrier_hz;
}

void CellFollower::begin_dwell(const FoundCell& cell) {
  mib_ = cell.cell.mib->mib;
  offset_hz_ = cell.offset_hz;
  timing_ = cell.cell.sync.timing;
  reader_.set_measurement(cell.cell, cell.offset_hz);
  if (!tdd_configuration_) tdd_configuration_ = tdd_configuration(cell.cell.downlink);
  frame_ = 0;
  report_ = {};
}

double CellFollower::frame_start_samples(std::size_t frame) const noexcept {
  return timing_.at(static_cast<double>(frame * kFrame_samples)) * rate_ratio_;
}

std::uint16_t CellFollower::sfn() const noexcept {
  return static_cast<std::uint16_t>((mib_.sfn + frame_) % kSfnPeriod_frames);
}

std::size_t CellFollower::follow(std::span<const Sample> samples, std::size_t first_sample, bool is_end) {
  const auto end = static_cast<double>(first_sample + samples.size());
  reader_.set_samples(samples, first_sample);
  const auto is_there = [&] { return frame_start_samples(frame_ + (is_end ? 0 : 1)) < end; };
  for (; is_there(); ++frame_) read_frame();
  const double needed = frame_start_samples(frame_) - kBefore_samples * rate_ratio_;
  return needed > 0.0 ? static_cast<std::size_t>(needed) : 0;
}

void CellFollower::read_frame() {
  reader_.begin_frame(frame_);
  for (unsigned number = 0; number < 10; ++number) {
    if (reader_.has(number)) read_subframe(number);
  }
}

ControlRegionShape CellFollower::region_shape(unsigned subframe, unsigned symbols,
                                              unsigned phich_factor) const noexcept {
  return {.cell = layout_.shape,
          .bandwidth_rb = layout_.bandwidth_rb,
          .ports = layout_.ports,
          .phich_duration = mib_.phich_duration,
          .phich_resource = mib_.phich_resource,
          .phich_factor = static_cast<std::uint8_t>(phich_factor),
          .is_short = layout_.shape.duplex == Duplex::kTdd && subframe % 5 == 1,
          .symbols = static_cast<std::uint8_t>(symbols)};
}

// In TDD the number of PHICH groups in a subframe follows from the configuration; until that is known all
// three numbers are possible.
std::vector<unsigned> CellFollower::phich_factors(unsigned subframe) const {
  if (layout_.shape.duplex == Duplex::kFdd) return {1};
  if (tdd_configuration_) return {tdd_phich_factor(*tdd_configuration_, subframe)};
  return {1, 0, 2};
}

std::vector<std::vector<float>> CellFollower::read_search_space(DownlinkSubframe& subframe,
                                                                unsigned symbols) {
  reader_.read_symbols(subframe, 0, symbols);
  std::vector<std::vector<float>> cces;
  for (const unsigned factor : phich_factors(subframe.number)) {
    cces.push_back(search_space_.read(subframe, region_shape(subframe.number, symbols, factor)));
  }
  return cces;
}

std::vector<FoundAssignment> CellFollower::find_assignments(const std::vector<std::vector<float>>& cces) {
  for (const std::vector<float>& one : cces) {
    auto found = finder_.find(one);
    if (!found.empty()) return found;
  }
  return {};
}

void CellFollower::read_subframe(unsigned number) {
  DownlinkSubframe& subframe = reader_.subframe(number);
  const ControlFormat format = read_control_format(subframe);
  ++report_.subframes;
  ++report_.by_control_format[format.cfi - 1];
  const unsigned symbols = std::min(control_symbols(format.cfi, layout_.bandwidth_rb), subframe.symbols_sent);
  const std::vector<std::vector<float>> cces = read_search_space(subframe, symbols);
  const std::vector<FoundAssignment> found = find_assignments(cces);
  const bool is_sib1 = number == 5 && sfn() % 2 == 0;
  if (found.empty() && !is_sib1) return;
  reader_.read_symbols(subframe, 0, subframe.symbols_sent);
  const WholeSubframe heard{subframe, symbols};
  if (is_sib1) take_sib1(heard, cces);
  for (const FoundAssignment& one : found) take_assignment(heard, one.assignment);
}

void CellFollower::take_sib1(const WholeSubframe& heard, const std::vector<std::vector<float>>& cces) {
  const auto block = sib1_.take(heard, cces, sfn(), decoder_);
  if (!block) {
    ++report_.sib1.bad;
    return;
  }
  ++report_.sib1.good;
  report_.sib1.combined += block->is_combined ? 1U : 0U;
  keep_message(block->octets, heard.subframe.number);
  learn_from_sib1(block->octets);
}

// When other messages are sent, and which subframes are whose.
void CellFollower::learn_from_sib1(std::span<const std::uint8_t> octets) {
  if (std::ranges::equal(octets, sib1_octets_)) return;
  const auto message = parse_bcch_dl_sch(octets);
  const auto* sib1 = message ? std::get_if<SystemInformationBlock1>(&message->content) : nullptr;
  if (sib1 == nullptr) return;
  sib1_octets_.assign(octets.begin(), octets.end());
  SiWindows windows{sib1->si_window_length_ms, {}};
  for (const SiSchedule& one : sib1->scheduling) windows.periodicity_frames.push_back(one.periodicity_frames);
  for (const SiSchedule& one : sib1->scheduling_ext)
    windows.periodicity_frames.push_back(one.periodicity_frames);
  si_.set_windows(std::move(windows));
  if (!sib1->tdd) return;
  tdd_configuration_ = sib1->tdd->subframe_assignment;
  const unsigned special = sib1->special_subframe_v1130.value_or(sib1->tdd->special_subframe_pattern);
  reader_.set_special_symbols(special_subframe_symbols(special, layout_.shape.prefix));
}

void CellFollower::take_assignment(const WholeSubframe& heard, const DownlinkAssignment& assignment) {
  if (assignment.rnti == kSystemInformationRnti) {
    if (heard.subframe.number != 5 || sfn() % 2 != 0) take_si(heard, assignment);
  } else if (assignment.rnti == kPagingRnti) {
    take_paging(heard, assignment);
  } else if (is_random_access_rnti(assignment.rnti)) {
    count_responses(heard, assignment);
  }
}

// A block's subheaders say how many mobiles it answers (TS 36.321, section 6.1.5). The answers stay unread.
void CellFollower::count_responses(const WholeSubframe& heard, const DownlinkAssignment& assignment) {
  TransportBlockBuffer block(assignment.transport_block_bits);
  add_transmission(heard, assignment, assignment.redundancy_version.value_or(0), block);
  const auto bits = block.decode(decoder_);
  if (!bits) return;
  for (const std::uint8_t header : octets_of(*bits)) {
    const bool is_last = (header & 0x80U) == 0;
    const bool is_answer = (header & 0x40U) != 0;  // else: a back-off time
    report_.random_access_responses += is_answer ? 1U : 0U;
    if (is_last) return;
  }
}

void CellFollower::take_si(const WholeSubframe& heard, const DownlinkAssignment& assignment) {
  const auto block = si_.take(heard, assignment, sfn(), decoder_);
  if (!block) {
    ++report_.si.bad;
    return;
  }
  ++report_.si.good;
  report_.si.combined += block->is_combined ? 1U : 0U;
  keep_message(block->octets, heard.subframe.number);
}

void CellFollower::take_paging(const WholeSubframe& heard, const DownlinkAssignment& assignment) {
  TransportBlockBuffer block(assignment.transport_block_bits);
  add_transmission(heard, assignment, assignment.redundancy_version.value_or(0), block);
  const auto bits = block.decode(decoder_);
  if (!bits) {
    ++report_.paging_blocks.bad;
    return;
  }
  ++report_.paging_blocks.good;
  // Counted here, and dropped: whom a message names goes nowhere.
  const auto paging = parse_pcch(octets_of(*bits));
  if (!paging) return;
  report_.paging.counts += paging->counts;
  report_.paging.system_info_modifications += paging->has_system_info_modification ? 1U : 0U;
  report_.paging.etws_indications += paging->has_etws_indication ? 1U : 0U;
  report_.paging.cmas_indications += paging->has_cmas_indication ? 1U : 0U;
}

void CellFollower::keep_message(const std::vector<std::uint8_t>& octets, unsigned subframe) {
  auto& messages = report_.messages;
  const auto same = std::ranges::find_if(messages, [&](const auto& m) { return m.octets == octets; });
  if (same != messages.end()) {
    same->sfn = sfn();
    same->subframe = static_cast<std::uint8_t>(subframe);
    ++same->times;
  } else if (messages.size() < kMaxMessages) {
    messages.push_back({octets, sfn(), static_cast<std::uint8_t>(subframe), 1});
  }
}

}  // namespace cellwarden::lte
