#include "tools/cellwarden/sound/alarm_policy.hpp"

#include <algorithm>

namespace cellwarden::tools {
namespace {

using detector::Level;

constexpr double kSameAgain_s = 600;
constexpr double kPatience_s = 30;  // of a watch that begins
constexpr double kSteady_s = 10;    // seeing for so long, it can go blind again
constexpr double kLeastGap_s = 10;
constexpr double kMostGap_s = 120;
constexpr double kQuiet_s = 300;
constexpr std::size_t kMostIncidents = 4096;

}  // namespace

void AlarmPolicy::note_incident(const std::string& id, Level level, bool is_open, double now_s) {
  if (sounded_.size() >= kMostIncidents) forget_old(now_s);
  const auto [known, is_new] = sounded_.try_emplace(id);
  Sounded& so_far = known->second;
  // One that stayed open is the same, however long ago it was raised: lowered, it is no news to be sounded.
  if (!is_new && !so_far.is_open && now_s - so_far.at_s > kSameAgain_s) so_far = {};
  so_far.at_s = now_s;
  so_far.is_open = is_open;
  if (!is_open || level <= so_far.highest) return;
  so_far.highest = level;
  if (level == Level::kAlert) want(Sound::kAlert);
  if (level == Level::kSuspect) want(Sound::kSuspect);
}

void AlarmPolicy::note_blind(bool is_blind, double now_s) {
  if (!began_s_) began_s_ = now_s;
  if (!is_blind) {
    if (!seeing_since_s_) seeing_since_s_ = now_s;
    if (now_s - *seeing_since_s_ >= kSteady_s) was_blind_ = is_blind_told_ = false;
    return;
  }
  seeing_since_s_.reset();
  const bool has_gone_blind = !was_blind_;
  const bool began_blind = was_blind_ && now_s - *began_s_ >= kPatience_s;
  if (!is_blind_told_ && (has_gone_blind || began_blind)) {
    is_blind_told_ = true;
    want(Sound::kBlind);
  }
  was_blind_ = true;
}

std::optional<Sound> AlarmPolicy::due(double now_s) {
  if (!waiting_) return std::nullopt;
  if (last_s_ && now_s - *last_s_ >= kQuiet_s) last_s_.reset();
  if (!last_s_) {
    gap_s_ = kLeastGap_s;
  } else if (now_s - *last_s_ < gap_s_) {
    return std::nullopt;
  } else {
    gap_s_ = std::min(2 * gap_s_, kMostGap_s);
  }
  last_s_ = now_s;
  const auto sound = waiting_;
  waiting_.reset();
  return sound;
}

void AlarmPolicy::want(Sound sound) {
  waiting_ = waiting_ ? std::max(*waiting_, sound) : sound;
}

void AlarmPolicy::forget_old(double now_s) {
  std::erase_if(sounded_, [now_s](const auto& entry) {
    return !entry.second.is_open && now_s - entry.second.at_s > kSameAgain_s;
  });
  if (sounded_.size() >= kMostIncidents) sounded_.clear();
}

}  // namespace cellwarden::tools
