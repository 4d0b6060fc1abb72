#include "detector/lte_messages.hpp"

#include <algorithm>

namespace cellwarden {
namespace {

template <class Content>
Content content_without_time(Content content) {
  if (auto* sib1 = std::get_if<lte::SystemInformationBlock1>(&content)) *sib1 = without_time(*sib1);
  if (auto* information = std::get_if<lte::SystemInformation>(&content)) {
    for (lte::SystemInformationBlock& block : information->blocks) block = without_time(std::move(block));
  }
  return content;
}

}  // namespace

int frames_into(const lte::CellReport& dwell, std::uint16_t sfn) noexcept {
  constexpr int kPeriod = lte::kSfnPeriod_frames;
  const int first = dwell.mib ? dwell.mib->sfn % kPeriod : 0;
  const int after = (sfn % kPeriod + kPeriod - first) % kPeriod;
  return after < kPeriod / 2 ? after : after - kPeriod;
}

lte::SystemInformationBlock1 without_time(lte::SystemInformationBlock1 block) {
  block.hyper_sfn.reset();
  return block;
}

lte::SystemInformationBlock without_time(lte::SystemInformationBlock block) {
  if (auto* sib8 = std::get_if<lte::SystemInformationBlock8>(&block)) {
    sib8->time.reset();
    if (sib8->one_x) sib8->one_x->long_code_state.reset();
  }
  if (auto* sib16 = std::get_if<lte::SystemInformationBlock16>(&block)) *sib16 = {};
  return block;
}

bool is_same_but_for_time(const lte::BroadcastMessage& a, const lte::BroadcastMessage& b) {
  const auto rest = content_without_time(a.content);
  return rest != a.content && rest == content_without_time(b.content) && a.leftover == b.leftover;
}

bool is_warning(lte::SibType type) noexcept {
  const auto number = static_cast<unsigned>(type);
  return number >= 10 && number <= 12;
}

bool announces(const lte::SystemInformationBlock1& sib1, lte::SibType type) noexcept {
  return std::ranges::any_of(sib1.scheduling, [&](const lte::SiSchedule& message) {
    return std::ranges::find(message.sibs, type) != message.sibs.end();
  });
}

std::string names_of(std::span<const lte::SibType> types) {
  std::string names;
  for (const lte::SibType type : types) names += (names.empty() ? "" : ", ") + lte::to_string(type);
  return names;
}

bool schedules_warnings(const lte::SystemInformationBlock1& sib1) noexcept {
  const auto does = [](const lte::SiSchedule& message) {
    return std::ranges::any_of(message.sibs, is_warning);
  };
  return std::ranges::any_of(sib1.scheduling, does) || std::ranges::any_of(sib1.scheduling_ext, does);
}

}  // namespace cellwarden
