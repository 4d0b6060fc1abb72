#include "detector/history/gsm_history.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include "detector/content_hash.hpp"

namespace cellwarden::history {
namespace {

constexpr std::size_t kMaxPoints = 2048;

// What an operator may change any hour is not in it: SI13's change mark, the lists of other systems.
constexpr std::array kLastingKinds{gsm::MessageKind::kSi1, gsm::MessageKind::kSi2, gsm::MessageKind::kSi2bis,
                                   gsm::MessageKind::kSi3, gsm::MessageKind::kSi4};

double share(std::uint64_t part, std::uint64_t whole) noexcept {
  return whole > 0 ? static_cast<double>(part) / static_cast<double>(whole) : 0.0;
}

// The messages of one dwell in the order in which they were last heard.
std::vector<const gsm::BroadcastMessage*> in_order(const gsm::CellReport& report) {
  std::vector<const gsm::BroadcastMessage*> messages;
  messages.reserve(report.messages.size());
  for (const gsm::BroadcastMessage& message : report.messages) messages.push_back(&message);
  std::ranges::stable_sort(messages, {}, [&](const gsm::BroadcastMessage* message) {
    return (message->frame_number + gsm::kHyperframe_frames - report.frame_number) % gsm::kHyperframe_frames;
  });
  return messages;
}

}  // namespace

void Traffic::add(const Traffic& more) noexcept {
  listened_s += more.listened_s;
  requests += more.requests;
  named_count += more.named_count;
  imsi_count += more.imsi_count;
  assigned += more.assigned;
  hopping += more.hopping;
  single_frequency += more.single_frequency;
}

double Traffic::permanent_share() const noexcept {
  return share(imsi_count, named_count);
}

double Traffic::hopping_share() const noexcept {
  return share(hopping, hopping + single_frequency);
}

Traffic traffic_of(const Observation& seen) {
  Traffic traffic;
  const gsm::CellReport* gsm = seen.gsm();
  if (gsm == nullptr) return traffic;
  // How many blocks a second there are depends on the channel's configuration; which part of them was read
  // does not.
  const auto good = static_cast<double>(gsm->ccch.good);
  const double all = good + static_cast<double>(gsm->ccch.bad);
  if (all > 0.0) traffic.listened_s = seen.duration_s * good / all;
  traffic.requests = gsm->paging.requests();
  traffic.named_count = gsm->paging.named();
  traffic.imsi_count = gsm->paging.imsi_count;
  traffic.assigned = gsm->assignments.immediate;
  traffic.hopping = gsm->assignments.hopping;
  traffic.single_frequency = gsm->assignments.single_frequency;
  return traffic;
}

void GsmHistory::add(const Observation& seen, FrameClock::Comparison frames) {
  const gsm::CellReport* gsm = seen.gsm();
  if (gsm == nullptr) return;
  is_synchronised_ = is_synchronised_ || gsm->sch_good > 0;
  broadcast_blocks_ += gsm->bcch.good;
  identities_.begin_dwell(seen, frames);
  for (const gsm::BroadcastMessage* message : in_order(*gsm)) take(*message);
  identities_.end_dwell(seen.signal.power_dbfs);
  pages_read_ += gsm->pages.size();
  for (const gsm::CellBroadcastPage& page : gsm->pages) warnings_.take(page, seen.t_s);
  traffic_.push_back({seen.t_s, traffic_of(seen)});
  while (traffic_.size() > kMaxPoints || traffic_.front().t_s < seen.t_s - kTrafficMemory_s) {
    traffic_.pop_front();
  }
  for (std::size_t i = 0; i < timing_advances_.size(); ++i) {
    timing_advances_[i] += gsm->assignments.by_timing_advance[i];
  }
}

void GsmHistory::take(const gsm::BroadcastMessage& message) {
  const auto kind = gsm::kind_of(message.octets);
  if (!kind || !information_.take(message.octets)) return;
  blocks_[*kind] = message.octets;
  if (*kind == gsm::MessageKind::kSi3) note_identity(*information_.identity(), message.times);
  if (*kind == gsm::MessageKind::kSi4) note_area(information_.si4()->area, message.times);
}

void GsmHistory::note_identity(const gsm::CellIdentity& identity, std::uint32_t times) {
  const auto& si4 = information_.si4();
  const bool is_supported = si4 && si4->area.plmn == identity.plmn && si4->area.lac == identity.lac;
  identities_.hear(identity, times, is_supported ? 1 : 0);
}

void GsmHistory::note_area(const gsm::LocationArea& area, std::uint32_t times) {
  const gsm::CellIdentity* candidate = identities_.candidate();
  if (candidate == nullptr || area.plmn != candidate->plmn || area.lac != candidate->lac) return;
  identities_.support_candidate(times);
}

Traffic GsmHistory::traffic(double from_s, double to_s) const {
  Traffic sum;
  for (const TrafficPoint& point : traffic_) {
    if (point.t_s >= from_s && point.t_s <= to_s) sum.add(point.traffic);
  }
  return sum;
}

std::optional<std::string> GsmHistory::fingerprint() const {
  using gsm::MessageKind;
  if (!blocks_.contains(MessageKind::kSi2) || !blocks_.contains(MessageKind::kSi3) ||
      !blocks_.contains(MessageKind::kSi4)) {
    return std::nullopt;
  }
  std::string content;
  for (const MessageKind kind : kLastingKinds) {
    const auto found = blocks_.find(kind);
    if (found == blocks_.end()) continue;
    content += static_cast<char>(kind);
    content.append(found->second.begin(), found->second.end());
  }
  return content_hash(content);
}

}  // namespace cellwarden::history
