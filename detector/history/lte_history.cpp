#include "detector/history/lte_history.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <set>
#include <utility>

#include "detector/content_hash.hpp"
#include "detector/lte_messages.hpp"
#include "detector/records/lte_broadcast.hpp"

namespace cellwarden::history {
namespace {

using lte::SibType;

constexpr std::uint32_t kEnoughTimes = 2;
constexpr std::size_t kMaxPoints = 2048;
constexpr std::size_t kMaxTimings = 2048;
constexpr std::size_t kMaxSiMessages = 64;  // SIB1 announces at most 32
constexpr std::size_t kMaxVersions = 16;    // of each
constexpr double kFrame_s = 10e-3;

constexpr SibType sib(unsigned number) {
  return static_cast<SibType>(number);
}

// What an operator does not change from hour to hour, of the blocks that are read.
constexpr std::array kLasting{sib(2), sib(3), sib(4), sib(5), sib(6), sib(7), sib(9), sib(24)};

bool is_lasting(SibType type) {
  return std::ranges::find(kLasting, type) != kLasting.end();
}

double per(double amount, double whole) noexcept {
  return whole > 0.0 ? amount / whole : 0.0;
}

std::string hash_of(const std::vector<std::uint8_t>& octets) {
  std::string content(octets.begin(), octets.end());
  while (!content.empty() && content.back() == '\0') content.pop_back();
  return content_hash(content);
}

// Joins a content to the last one where it is the same.
void note(std::deque<SiVersion>& versions, const SiVersion& now) {
  const bool is_same =
      !versions.empty() && versions.back().hash == now.hash &&
      (!now.value_tag || !versions.back().value_tag || *now.value_tag == *versions.back().value_tag);
  if (!is_same) {
    versions.push_back(now);
    if (versions.size() > kMaxVersions) versions.pop_front();
    return;
  }
  SiVersion& last = versions.back();
  if (now.value_tag) last.value_tag = now.value_tag;
  last.until_s = now.until_s;
  last.times += now.times;
}

// What was heard of a block of octets that cannot be put in words.
void put_leftover(records::JsonWriter& json, const lte::Leftover& leftover) {
  json.count("unread_bits", leftover.unread_bits);
  json.count("skipped_bits", leftover.skipped_bits);
}

// The types of all blocks that a cell announces. SIB2 comes with the first message, unnamed.
std::set<SibType> announced(const lte::SystemInformationBlock1& sib1) {
  std::set<SibType> types{sib(2)};
  for (const auto& message : sib1.scheduling) types.insert(message.sibs.begin(), message.sibs.end());
  for (const auto& message : sib1.scheduling_ext) types.insert(message.sibs.begin(), message.sibs.end());
  for (const auto& sibs : sib1.scheduling_v12j0) types.insert(sibs.begin(), sibs.end());
  return types;
}

// Messages that are for warnings only come and go with them.
void drop_warnings(std::vector<lte::SiSchedule>& schedule) {
  std::erase_if(schedule, [](lte::SiSchedule& message) {
    return std::erase_if(message.sibs, is_warning) > 0 && message.sibs.empty();
  });
}

// What of SIB1 a warning does not change.
std::string content_apart_from_warnings(lte::SystemInformationBlock1 sib1, const lte::Leftover& leftover) {
  drop_warnings(sib1.scheduling);
  while (!sib1.scheduling_v12j0.empty() && sib1.scheduling_v12j0.back().empty()) {
    sib1.scheduling_v12j0.pop_back();
  }
  if (sib1.bandwidth_reduced) sib1.bandwidth_reduced->scheduling.clear();
  records::JsonWriter content;
  content.begin_object();
  content.key("sib1");
  records::put_block(content, sib1);
  put_leftover(content, leftover);
  content.end_object();
  return content_hash(content.take());
}

// Without what changes by the hour: a warning changes what is announced as well.
lte::SystemInformationBlock1 lasting_part(lte::SystemInformationBlock1 sib1) {
  sib1.system_info_value_tag = 0;
  sib1.hyper_sfn.reset();
  if (sib1.bandwidth_reduced) sib1.bandwidth_reduced->value_tags.clear();
  sib1.scheduling.clear();
  sib1.scheduling_ext.clear();
  sib1.scheduling_v12j0.clear();
  sib1.positioning.clear();
  return sib1;
}

lte::SystemInformationBlock lasting_part(lte::SystemInformationBlock block) {
  if (auto* sib2 = std::get_if<lte::SystemInformationBlock2>(&block)) {
    sib2->barring.reset();
    sib2->voice_barring.reset();
    sib2->video_barring.reset();
    sib2->csfb_barring.reset();
    sib2->plmn_barring.clear();
    sib2->skips_barring_for_voice = sib2->skips_barring_for_video = sib2->skips_barring_for_sms = false;
  }
  return block;
}

// What of a message the value tag stands for: access barring may change without it.
std::string tagged_content(const lte::SystemInformation& message, const lte::HeardMessage& heard,
                           const lte::Leftover& leftover) {
  const auto is_sib2 = [](const lte::SystemInformationBlock& block) { return type_of(block) == sib(2); };
  if (std::ranges::none_of(message.blocks, is_sib2)) return hash_of(heard.octets);
  records::JsonWriter content;
  content.begin_object();
  content.key("blocks");
  content.begin_array();
  for (const lte::SystemInformationBlock& block : message.blocks) {
    content.text(lte::to_string(type_of(block)));
    records::put_block(content, lasting_part(block));
  }
  content.end_array();
  put_leftover(content, leftover);
  content.end_object();
  return content_hash(content.take());
}

std::vector<lte::SiSchedule> schedule_of(const lte::SystemInformationBlock1& sib1) {
  std::vector<lte::SiSchedule> schedule = sib1.scheduling;
  schedule.insert(schedule.end(), sib1.scheduling_ext.begin(), sib1.scheduling_ext.end());
  return schedule;
}

// Windows of a dwell in which the schedule changed are nobody's.
bool has_one_schedule(const std::vector<const lte::SystemInformationBlock1*>& heard) {
  return std::ranges::all_of(
      heard, [&](const auto* sib1) { return schedule_of(*sib1) == schedule_of(*heard.front()); });
}

// When a frame of a dwell began; nothing where its first frame's number was not read.
std::optional<FrameMoment> moment_of(const Observation& seen, const lte::CellReport& lte, std::uint16_t sfn) {
  if (!lte.mib) return std::nullopt;
  return FrameMoment{seen.frame_start_s.value + kFrame_s * frames_into(lte, sfn), sfn};
}

// Messages of a dwell in which two cells were heard are nobody's.
bool is_one_cell(const std::vector<const lte::SystemInformationBlock1*>& heard) {
  return std::ranges::all_of(
      heard, [&](const auto* sib1) { return sib1->cell_identity == heard.front()->cell_identity; });
}

// The one tag that a dwell's SIB1 had.
std::optional<std::uint8_t> only_tag(const std::vector<const lte::SystemInformationBlock1*>& heard) {
  if (heard.empty()) return std::nullopt;
  const std::uint8_t tag = heard.front()->system_info_value_tag;
  const bool is_one =
      std::ranges::all_of(heard, [&](const auto* sib1) { return sib1->system_info_value_tag == tag; });
  return is_one ? std::optional(tag) : std::nullopt;
}

}  // namespace

LteIdentity identity_of(const lte::SystemInformationBlock1& sib1) {
  LteIdentity identity{{}, sib1.tracking_area_code, sib1.cell_identity};
  for (const lte::PlmnEntry& entry : sib1.plmns) identity.plmns.push_back(entry.plmn);
  return identity;
}

bool may_change_with_same_tag(SibType type) noexcept {
  constexpr std::array kTypes{sib(8), sib(10), sib(11), sib(12), sib(14), sib(16), sib(25)};
  return std::ranges::find(kTypes, type) != kTypes.end();
}

double read_alone(const lte::BlockCounts& blocks) noexcept {
  return per(static_cast<double>(blocks.good - blocks.combined),
             static_cast<double>(blocks.good) + blocks.bad);
}

void LteTraffic::add(const LteTraffic& more) noexcept {
  sib1.good += more.sib1.good;
  sib1.combined += more.sib1.combined;
  sib1.bad += more.sib1.bad;
  block_pairs += more.block_pairs;
  block_pairs_used += more.block_pairs_used;
  listened_s += more.listened_s;
  paging_blocks.good += more.paging_blocks.good;
  paging_blocks.combined += more.paging_blocks.combined;
  paging_blocks.bad += more.paging_blocks.bad;
  paging.counts += more.paging.counts;
  paging.system_info_modifications += more.paging.system_info_modifications;
  paging.etws_indications += more.paging.etws_indications;
  paging.cmas_indications += more.paging.cmas_indications;
  random_access_responses += more.random_access_responses;
}

double LteTraffic::paging_read_s() const noexcept {
  const double all = static_cast<double>(paging_blocks.good) + paging_blocks.bad;
  return all > 0.0 ? listened_s * paging_blocks.good / all : listened_s;
}

double LteTraffic::paged_per_s() const noexcept {
  return per(paging.counts.records, paging_read_s());
}

double LteTraffic::answered_per_s() const noexcept {
  return per(static_cast<double>(random_access_responses), listened_s);
}

double LteTraffic::permanent_share() const noexcept {
  return per(paging.counts.imsi_count, paging.counts.records);
}

double LteTraffic::used_share() const noexcept {
  return per(static_cast<double>(block_pairs_used), static_cast<double>(block_pairs));
}

LteTraffic lte_traffic_of(const Observation& seen) {
  const lte::CellReport* lte = seen.lte();
  if (lte == nullptr || !lte->downlink) return {};
  const lte::DownlinkReport& downlink = *lte->downlink;
  // Not by subframes read: uplink ones and those kept for multicast, which are left out, have no paging.
  const double listened_s = downlink.subframes > 0 ? seen.duration_s : 0.0;
  LteTraffic traffic{.listened_s = listened_s,
                     .sib1 = downlink.sib1,
                     .paging_blocks = downlink.paging_blocks,
                     .paging = downlink.paging,
                     .random_access_responses = downlink.random_access_responses};
  if (const auto& data = downlink.measured.user_data) {
    traffic.block_pairs = data->block_pairs;
    traffic.block_pairs_used = static_cast<std::uint64_t>(std::llround(data->share * data->block_pairs));
  }
  return traffic;
}

struct LteHistory::Heard {
  const lte::HeardMessage* message;
  std::optional<lte::BroadcastMessage> read;  // there: those without are left out
  // Of the first and the newest time, where the dwell tells when its frames begin.
  std::optional<FrameMoment> first{}, last{};

  [[nodiscard]] const lte::SystemInformationBlock1* sib1() const {
    return std::get_if<lte::SystemInformationBlock1>(&read->content);
  }
  [[nodiscard]] LteSource source(const Observation& seen) const {
    const lte::CellReport& dwell = *seen.lte();
    std::optional<double> heard_s;
    if (dwell.mib) heard_s = seen.frame_start_s.value + kFrame_s * frames_into(dwell, message->sfn);
    return {message->octets, read->leftover, seen.t_s, heard_s, message->sfn};
  }
};

void LteHistory::add(const Observation& seen, FrameClock::Comparison frames) {
  const lte::CellReport* lte = seen.lte();
  if (lte == nullptr) return;
  identities_.begin_dwell(seen, frames);
  if (lte->mib) {
    note_timing(seen.t_s, frames);
    note_mib(*lte->mib, seen);
  }
  if (!lte->downlink) return;
  broadcast_blocks_ += lte->downlink->sib1.good + lte->downlink->si.good;
  std::vector<Heard> heard;
  for (const lte::HeardMessage& message : lte->downlink->messages) {
    Heard one{&message, lte::parse_bcch_dl_sch(message.octets)};
    if (!one.read) continue;
    if (message.first_sfn) one.first = moment_of(seen, *lte, *message.first_sfn);
    one.last = moment_of(seen, *lte, message.sfn);
    heard.push_back(std::move(one));
  }
  // So that the newest stays.
  std::ranges::stable_sort(heard, {}, [&](const Heard& one) { return frames_into(*lte, one.message->sfn); });
  std::vector<const lte::SystemInformationBlock1*> sib1s;
  for (const Heard& one : heard) {
    if (one.sib1() == nullptr) continue;
    take(one, seen);
    sib1s.push_back(one.sib1());
  }
  const auto tag = only_tag(sib1s);
  const bool is_one = is_one_cell(sib1s);
  for (const Heard& one : heard) {
    const auto* message = std::get_if<lte::SystemInformation>(&one.read->content);
    if (message == nullptr) continue;
    for (const lte::SystemInformationBlock& block : message->blocks) {
      warnings_.take(block, one.message->times, seen.t_s);
    }
    if (is_one) keep(*message, one, seen, tag);
  }
  identities_.end_dwell(seen.signal.power_dbfs);
  if (sib1s.empty() || has_one_schedule(sib1s)) note_windows(*lte->downlink);
  traffic_.push_back({seen.t_s, lte_traffic_of(seen), seen.t_s + seen.duration_s});
  while (traffic_.size() > kMaxPoints || traffic_.front().t_s < seen.t_s - kTrafficMemory_s) {
    traffic_.pop_front();
  }
}

void LteHistory::touch() noexcept {
  ++revision_;
  fingerprint_.reset();
  profile_.reset();
}

void LteHistory::note_timing(double t_s, FrameClock::Comparison frames) {
  timings_.push_back({t_s, frames});
  if (timings_.size() > kMaxTimings) timings_.pop_front();
}

void LteHistory::take(const Heard& heard, const Observation& seen) {
  const bool is_as_before = sib1_ && sib1_->source.octets == heard.message->octets;
  if (!sib1_ || sib1_->block != *heard.sib1()) touch();
  sib1_ = KnownSib1{*heard.sib1(), heard.source(seen)};
  note_sib1(heard, seen, is_as_before);
  const LteIdentity identity = identity_of(sib1_->block);
  const bool is_another = identities_.newest() != nullptr && identities_.newest()->cell != identity.cell;
  if (identities_.hear(identity, heard.message->times) && is_another) forget_other_cell();
  note_openness(heard.message->times);
  if (schedules_warnings(sib1_->block)) warnings_scheduled_s_ = seen.t_s;
  note_content("value tag", std::to_string(sib1_->block.system_info_value_tag), heard);
  note_schedule();
}

void LteHistory::note_sib1(const Heard& heard, const Observation& seen, bool is_as_before) {
  // With a hyper frame number it is another one every ten seconds.
  if (sib1_->block.hyper_sfn) return;
  std::string hash = is_as_before && !sib1_versions_.empty()
                         ? sib1_versions_.back().hash
                         : content_apart_from_warnings(sib1_->block, heard.read->leftover);
  note(sib1_versions_, {.hash = std::move(hash),
                        .value_tag = {},
                        .since_s = seen.t_s,
                        .until_s = seen.t_s,
                        .times = heard.message->times});
}

// Another cell's messages, under the same physical id.
void LteHistory::forget_other_cell() {
  sibs_.clear();
  versions_.clear();
  changes_ = {};
  schedules_ = {};
  touch();
}

void LteHistory::note_openness(std::uint32_t times) {
  if (sib1_->block.is_csg) return;
  if (open_as_ != sib1_->block.cell_identity) open_times_ = 0;
  open_as_ = sib1_->block.cell_identity;
  open_times_ += times;
}

void LteHistory::note_schedule() {
  std::vector<lte::SiSchedule> schedule = schedule_of(sib1_->block);
  if (std::ranges::equal(schedule, schedules_.messages, {}, {}, &ScheduledMessage::schedule)) return;
  schedules_ = {};
  for (lte::SiSchedule& one : schedule) schedules_.messages.push_back({std::move(one), {}});
  const auto types = announced(sib1_->block);
  if (std::erase_if(sibs_, [&](const auto& known) { return !types.contains(known.first); }) > 0) touch();
}

void LteHistory::note_content(const std::string& what, std::string content, const Heard& heard) {
  if (!heard.first || !heard.last) return;
  changes_.hear(what, {std::move(content), *heard.first, *heard.last, heard.message->times});
}

void LteHistory::note_windows(const lte::DownlinkReport& downlink) {
  if (downlink.si_windows.size() != schedules_.messages.size()) return;
  for (std::size_t i = 0; i < downlink.si_windows.size(); ++i) {
    lte::SiWindowCounts& sum = schedules_.messages[i].windows;
    sum.passed += downlink.si_windows[i].passed;
    sum.announced += downlink.si_windows[i].announced;
    sum.read += downlink.si_windows[i].read;
  }
  schedules_.sib1.good += downlink.sib1.good;
  schedules_.sib1.combined += downlink.sib1.combined;
  schedules_.sib1.bad += downlink.sib1.bad;
}

bool LteHistory::was_open() const noexcept {
  return sib1_ && open_as_ == sib1_->block.cell_identity && open_times_ >= kEnoughTimes;
}

void LteHistory::keep(const lte::SystemInformation& message, const Heard& heard, const Observation& seen,
                      std::optional<std::uint8_t> tag) {
  std::vector<SibType> types;
  bool is_as_before = true;  // octet by octet
  for (const lte::SystemInformationBlock& block : message.blocks) {
    types.push_back(lte::type_of(block));
    const auto known = sibs_.find(types.back());
    is_as_before =
        is_as_before && known != sibs_.end() && known->second.source.octets == heard.message->octets;
    if (known == sibs_.end() || known->second.block != block) touch();
    sibs_.insert_or_assign(types.back(), KnownSib{block, heard.source(seen)});
  }
  const auto is_loose = [](SibType type) {
    return type == SibType::kUnknown || may_change_with_same_tag(type);
  };
  if (types.empty() || std::ranges::any_of(types, is_loose)) return;
  note_content(names_of(types), hash_of(heard.message->octets), heard);
  const auto before = versions_.find(types);
  std::string hash = is_as_before && before != versions_.end()
                         ? before->second.back().hash
                         : tagged_content(message, *heard.message, heard.read->leftover);
  note_version(std::move(types), {.hash = std::move(hash),
                                  .value_tag = tag,
                                  .since_s = seen.t_s,
                                  .until_s = seen.t_s,
                                  .times = heard.message->times});
}

void LteHistory::note_version(std::vector<SibType> types, const SiVersion& now) {
  if (versions_.size() >= kMaxSiMessages && !versions_.contains(types)) return;
  note(versions_[std::move(types)], now);
}

// Without what counts on, and the ports, which are told by the parity's mask alone.
void LteHistory::note_mib(const lte::Mib& mib, const Observation& seen) {
  const std::vector<std::uint8_t> content{mib.bandwidth_rb,
                                          static_cast<std::uint8_t>(mib.phich_duration),
                                          static_cast<std::uint8_t>(mib.phich_resource),
                                          static_cast<std::uint8_t>(mib.spare >> 8U),
                                          static_cast<std::uint8_t>(mib.spare & 0xFFU),
                                          1};
  note(mib_versions_, {.hash = hash_of(content),
                       .value_tag = {},
                       .since_s = seen.t_s,
                       .until_s = seen.t_s,
                       .times = seen.good_decodes});
}

// The frame count from a content's end to its return. It ran on where every comparison on the way says so,
// and frame numbers were read with either content.
FrameClock::Comparison LteHistory::frames_over(const SiVersion& first, const SiVersion& between,
                                               const SiVersion& back) const {
  auto frames = FrameClock::Comparison::kHeld;
  bool is_between_read = false;
  bool is_back_read = false;
  for (const Timing& timing : timings_) {
    if (timing.t_s < first.until_s) continue;
    is_between_read = is_between_read || (timing.t_s >= between.since_s && timing.t_s <= between.until_s);
    // The first content's own dwell says nothing, unless the other was heard in it already.
    if (timing.t_s > first.until_s || timing.frames == FrameClock::Comparison::kBroke)
      frames = worse(frames, timing.frames);
    if (timing.t_s < back.since_s) continue;
    is_back_read = true;
    break;
  }
  if (!is_between_read || !is_back_read) frames = worse(frames, FrameClock::Comparison::kNone);
  return frames;
}

// The newest return in a list of contents, oldest first.
std::optional<ContentFlip> LteHistory::flip_in(const std::deque<SiVersion>& versions, bool is_tagged,
                                               double within_s, double since_s) const {
  std::vector<const SiVersion*> sure;
  for (const SiVersion& version : versions) {
    if (version.times >= kEnoughTimes) sure.push_back(&version);
  }
  std::optional<ContentFlip> newest;
  for (std::size_t i = 2; i < sure.size(); ++i) {
    const SiVersion& back = *sure[i];
    const SiVersion& between = *sure[i - 1];
    const SiVersion& first = *sure[i - 2];
    const bool is_flip = back.hash == first.hash && between.hash != first.hash &&
                         back.since_s - first.until_s <= within_s && back.since_s >= since_s;
    // Not before both tags are known: in the dwell of a change two may be heard.
    const bool is_same_tag = first.value_tag && first.value_tag == back.value_tag;
    if (!is_flip || (is_tagged && !is_same_tag)) continue;
    newest = ContentFlip{{}, first.until_s, back.since_s, frames_over(first, between, back)};
  }
  return newest;
}

std::optional<ContentFlip> LteHistory::flip(double within_s, double since_s) const {
  std::optional<ContentFlip> newest;
  const auto look = [&](const std::deque<SiVersion>& versions, bool is_tagged, std::string what) {
    auto flip = flip_in(versions, is_tagged, within_s, since_s);
    if (!flip || (newest && newest->until_s >= flip->until_s)) return;
    flip->what = std::move(what);
    newest = std::move(flip);
  };
  look(mib_versions_, false, "MIB");
  look(sib1_versions_, false, "SIB1");
  for (const auto& [types, versions] : versions_) look(versions, true, names_of(types));
  return newest;
}

bool LteHistory::can_tell_flips() const noexcept {
  std::uint64_t times = broadcast_blocks_;
  for (const SiVersion& version : mib_versions_) times += version.times;
  return times >= 4;
}

LteTraffic LteHistory::traffic(double from_s, double to_s) const {
  LteTraffic sum;
  for (const TrafficPoint& point : traffic_) {
    if (point.t_s >= from_s && point.t_s <= to_s) sum.add(point.traffic);
  }
  return sum;
}

LteTraffic LteHistory::traffic_within(double from_s, double to_s) const {
  LteTraffic sum;
  for (const TrafficPoint& point : traffic_) {
    if (point.t_s >= from_s && point.until_s <= to_s) sum.add(point.traffic);
  }
  return sum;
}

LteTraffic LteHistory::traffic_touching(double from_s, double to_s) const {
  LteTraffic sum;
  for (const TrafficPoint& point : traffic_) {
    if (point.until_s > from_s && point.t_s < to_s) sum.add(point.traffic);
  }
  return sum;
}

UserDataListening LteHistory::user_data_listening() const {
  UserDataListening all;
  std::optional<double> first_s;
  for (const TrafficPoint& point : traffic_) {
    if (point.traffic.block_pairs == 0) continue;
    ++all.dwells;
    if (!first_s) first_s = point.t_s;
    all.span_s = point.until_s - *first_s;
  }
  return all;
}

const std::optional<std::string>& LteHistory::fingerprint() const {
  if (!fingerprint_) fingerprint_ = make_fingerprint();
  return *fingerprint_;
}

const std::optional<LteProfile>& LteHistory::profile() const {
  if (!profile_) profile_ = profile_of(*this);
  return *profile_;
}

std::optional<std::string> LteHistory::make_fingerprint() const {
  if (!sib1_) return std::nullopt;
  records::JsonWriter content;
  content.begin_array();
  records::put_block(content, lasting_part(sib1_->block));
  for (const SibType type : announced(sib1_->block)) {
    if (!is_lasting(type)) continue;
    const auto known = sibs_.find(type);
    if (known == sibs_.end()) return std::nullopt;
    content.text(lte::to_string(type));
    records::put_block(content, lasting_part(known->second.block));
  }
  content.end_array();
  return content_hash(content.take());
}

}  // namespace cellwarden::history
