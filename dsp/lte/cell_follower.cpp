#include "dsp/lte/cell_follower.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "dsp/lte/tdd_configuration.hpp"

namespace cellwarden::lte {
namespace {

// Before a frame's start a reader may look: symbols are read a little early.
constexpr double kBefore_samples = 16.0;
constexpr std::size_t kMaxMessages = 64;
constexpr std::size_t kSyncEvery_frames = 8;

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
      control_(layout_, mib_),
      finder_(dci_shape(layout_)),
      sib1_(dci_shape(layout_)),
      decoder_(kMaxTransportBlock_bits + kTransportBlockParity_bits + 64) {}

bool CellFollower::is_of(const FoundCell& cell) const noexcept {
  return cell.cell.mib && layout_of(cell.cell) == layout_ && same_configuration(cell.cell.mib->mib, mib_) &&
         std::abs(cell.offset_hz - offset_hz_) < kOneCarrier_hz;
}

void CellFollower::begin_dwell(const FoundCell& cell, bool is_measured) {
  is_measured_ = is_measured;
  mib_ = cell.cell.mib->mib;
  offset_hz_ = cell.offset_hz;
  timing_ = cell.cell.sync.timing;
  reader_.set_measurement(cell.cell, cell.offset_hz);
  if (layout_.shape.duplex == Duplex::kTdd) begin_tdd_dwell(cell.cell.downlink);
  si_windows_.begin_dwell();
  frame_ = 0;
  meter_.reset();
  report_ = {};
}

// As reference signals tell the configuration, until SIB1 does; and again when SIB1, which was due, was not
// read: another cell may have taken this one's place.
void CellFollower::begin_tdd_dwell(const DownlinkMask& heard) {
  if (report_.sib1.good == 0 && report_.sib1.bad > 0) {
    control_.set_tdd_configuration(std::nullopt);
    sib1_octets_.clear();
  }
  if (control_.tdd_configuration()) return;
  const auto likely = tdd_configuration(heard);
  control_.set_likely_tdd_configuration(likely);
  if (likely) set_special_subframes(*likely);
}

void CellFollower::miss_dwell() {
  sib1_.forget();
  si_.forget();
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
  report_.si_windows = si_windows_.counts();
  if (is_end && is_measured_) report_.measured = meter_.measurements();
  const double needed = frame_start_samples(frame_) - kBefore_samples * rate_ratio_;
  return needed > 0.0 ? static_cast<std::size_t>(needed) : 0;
}

void CellFollower::read_frame() {
  // A new round of frame numbers may change what SIB1 says of them (its hyper frame number).
  if (sfn() == 0) sib1_.forget();
  reader_.begin_frame(frame_, multicast_.in_frame(sfn()));
  for (unsigned number = 0; number < 10; ++number) {
    const bool has = reader_.has(number);
    si_windows_.pass(sfn(), number, has || !reader_.is_downlink(number));
    if (has) read_subframe(number);
  }
  if (is_measured_) meter_.end_frame(reader_, frame_ % kSyncEvery_frames == 0);
}

std::vector<FoundAssignment> CellFollower::find_assignments(const SearchSpaces& spaces) {
  for (const SearchSpace& space : spaces) {
    auto found = finder_.find(space.cces);
    if (!found.empty()) return found;
  }
  return {};
}

void CellFollower::read_subframe(unsigned number) {
  DownlinkSubframe& subframe = reader_.subframe(number);
  const ControlFormat format = read_control_format(subframe);
  ++report_.subframes;
  ++report_.by_control_format[format.cfi - 1];
  const unsigned symbols = control_.symbols(subframe, format.cfi);
  reader_.read_symbols(subframe, 0, symbols);
  const std::vector<FoundAssignment> found = find_assignments(control_.read(subframe, symbols));
  const bool is_sib1 = number == 5 && sfn() % 2 == 0;
  if (!is_sib1 && is_measured_) look_for_data(subframe, found);
  if (found.empty() && !is_sib1) return;
  reader_.read_symbols(subframe, 0, subframe.symbols_sent);
  if (is_sib1 && take_sib1(subframe, format) && is_measured_) measure_sib1({subframe, symbols}, found);
  for (const FoundAssignment& one : found) take_assignment({subframe, symbols}, one.assignment);
}

// One subframe of each frame, another one every time.
void CellFollower::look_for_data(DownlinkSubframe& subframe, std::span<const FoundAssignment> found) {
  if (subframe.number != 3 * frame_ % 10 || reader_.is_special(subframe.number)) return;
  meter_.look_for_data(reader_, subframe, found);
}

void CellFollower::measure_sib1(const WholeSubframe& heard, std::span<const FoundAssignment> found) {
  meter_.note(BroadcastKind::kSib1, heard.subframe.number);
  const auto own = std::ranges::find(found, kSystemInformationRnti,
                                     [](const FoundAssignment& one) { return one.assignment.rnti; });
  if (own != found.end()) meter_.take_block(BroadcastKind::kSib1, heard, own->assignment);
}

bool CellFollower::take_sib1(const DownlinkSubframe& subframe, const ControlFormat& format) {
  const auto block = sib1_.take(subframe, control_.read_possible(subframe, format), sfn(), decoder_);
  if (!block) {
    ++report_.sib1.bad;
    return false;
  }
  ++report_.sib1.good;
  report_.sib1.combined += block->is_combined ? 1U : 0U;
  keep_message(block->octets, subframe.number);
  learn_from_sib1(block->octets);
  return true;
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
  si_windows_.set_windows(windows);
  si_.set_windows(std::move(windows));
  forget_multicast_of_others(*sib1);
  if (!sib1->tdd) return;
  control_.set_tdd_configuration(sib1->tdd->subframe_assignment);
  set_special_subframes(sib1->tdd->subframe_assignment);
  const unsigned special = sib1->special_subframe_v1130.value_or(sib1->tdd->special_subframe_pattern);
  reader_.set_special_symbols(special_subframe_symbols(special, layout_.shape.prefix));
}

// SIB2 holds for the cell that sent it, as long as the value tag stays (TS 36.331, section 5.2.1.3).
void CellFollower::forget_multicast_of_others(const SystemInformationBlock1& sib1) {
  InformationOf now{sib1.plmns, sib1.cell_identity, sib1.system_info_value_tag};
  if (information_of_ && *information_of_ != now) {
    multicast_ = {};
    sib2_octets_.clear();
  }
  information_of_ = std::move(now);
}

void CellFollower::set_special_subframes(unsigned configuration) {
  std::bitset<10> special;
  for (unsigned subframe = 0; subframe < special.size(); ++subframe)
    special[subframe] = is_special_subframe(configuration, subframe);
  reader_.set_special_subframes(special);
}

// Which subframes are no longer for everybody.
void CellFollower::learn_from_si(std::span<const std::uint8_t> octets) {
  if (std::ranges::equal(octets, sib2_octets_)) return;
  const auto message = parse_bcch_dl_sch(octets);
  const auto* si = message ? std::get_if<SystemInformation>(&message->content) : nullptr;
  if (si == nullptr) return;
  for (const SystemInformationBlock& block : si->blocks) {
    const auto* sib2 = std::get_if<SystemInformationBlock2>(&block);
    if (sib2 == nullptr) continue;
    multicast_ = MbsfnSubframePlan(*sib2, layout_.shape.duplex);
    sib2_octets_.assign(octets.begin(), octets.end());
  }
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
  si_windows_.note(block.has_value());
  if (!block) {
    ++report_.si.bad;
    return;
  }
  ++report_.si.good;
  report_.si.combined += block->is_combined ? 1U : 0U;
  keep_message(block->octets, heard.subframe.number);
  learn_from_si(block->octets);
  measure_block(BroadcastKind::kSi, heard, assignment);
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
  measure_block(BroadcastKind::kPaging, heard, assignment);
  // Counted here, and dropped: whom a message names goes nowhere.
  const auto paging = parse_pcch(octets_of(*bits));
  if (!paging) return;
  report_.paging.counts += paging->counts;
  report_.paging.system_info_modifications += paging->has_system_info_modification ? 1U : 0U;
  report_.paging.etws_indications += paging->has_etws_indication ? 1U : 0U;
  report_.paging.cmas_indications += paging->has_cmas_indication ? 1U : 0U;
}

void CellFollower::measure_block(BroadcastKind kind, const WholeSubframe& heard,
                                 const DownlinkAssignment& assignment) {
  if (!is_measured_) return;
  meter_.note(kind, heard.subframe.number);
  meter_.take_block(kind, heard, assignment);
}

void CellFollower::keep_message(const std::vector<std::uint8_t>& octets, unsigned subframe) {
  auto& messages = report_.messages;
  const auto same = std::ranges::find_if(messages, [&](const auto& m) { return m.octets == octets; });
  if (same != messages.end()) {
    same->sfn = sfn();
    same->subframe = static_cast<std::uint8_t>(subframe);
    ++same->times;
  } else if (messages.size() < kMaxMessages) {
    messages.push_back({octets, sfn(), static_cast<std::uint8_t>(subframe), 1, sfn()});
  }
}

}  // namespace cellwarden::lte
