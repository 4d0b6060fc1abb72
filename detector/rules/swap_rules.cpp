// ID15: does another identity come and go behind one carrier and physical id?

#include <algorithm>

#include "detector/decimal.hpp"
#include "detector/rules/fire.hpp"
#include "detector/rules/identity_rules.hpp"
#include "detector/rules/siblings.hpp"

namespace cellwarden::detector::identity_rules {
namespace {

using history::FrameClock;

constexpr double kLouder_db = 6.0;
constexpr double kLouderQuality = 0.8;   // another transmitter drowned the known one for a while
constexpr double kUnknownQuality = 0.5;  // nothing tells whether it is one transmitter
constexpr double kDay_s = 86400.0;
constexpr double kHour_s = 3600.0;

// An identity that came between two stretches of another.
struct Visit {
  std::size_t guest{};  // place of its epoch
  double away_s{};
};

template <class Epochs>
std::optional<Visit> newest_visit(const Epochs& epochs) {
  for (std::size_t back = epochs.size(); back-- > 2;) {
    for (std::size_t first = back - 1; first-- > 0;) {
      if (!(epochs[first].identity == epochs[back].identity)) continue;
      const double away_s = epochs[back].since_s - epochs[first].until_s;
      if (away_s <= kDay_s) return Visit{first + 1, away_s};
      break;
    }
  }
  return std::nullopt;
}

std::string text_of(const gsm::CellIdentity& identity) {
  return cellwarden::identity_text(identity);
}
std::string text_of(const history::LteIdentity& identity) {
  return networks_text(identity.plmns) + " TAC " + std::to_string(identity.area.value) + " ECI " +
         std::to_string(identity.cell.value);
}

template <class Epochs>
Outcome judge(const Epochs& epochs) {
  if (epochs.size() < 3) return pass();
  const auto visit = newest_visit(epochs);
  if (!visit) return pass();
  const auto& host = epochs[visit->guest - 1];
  const auto& guest = epochs[visit->guest];
  const auto& back = epochs[visit->guest + 1];
  const bool ran_on =
      guest.frames == FrameClock::Comparison::kHeld && back.frames == FrameClock::Comparison::kHeld;
  const bool broke =
      guest.frames == FrameClock::Comparison::kBroke || back.frames == FrameClock::Comparison::kBroke;
  const bool is_louder = guest.level_dbfs() > host.level_dbfs() + kLouder_db;
  if (!ran_on && !is_louder && broke) {
    return not_evaluated(
        "its identity changed and came back, its frame count with it, at no higher level: two cells of one "
        "physical id, heard in turn");
  }
  double quality = ran_on ? 1.0 : kUnknownQuality;
  if (!ran_on && is_louder) quality = kLouderQuality;
  const std::string away = visit->away_s < kHour_s ? decimal(visit->away_s / 60.0, 0) + " min"
                                                   : decimal(visit->away_s / kHour_s, 1) + " h";
  std::string how = ".";
  if (ran_on) how = ", while its frame count ran on.";
  if (!ran_on && is_louder) {
    how = ", " + decimal(guest.level_dbfs() - host.level_dbfs(), 0) + " dB louder meanwhile.";
  }
  return fire(quality,
              text_of(host.identity) + ", then " + text_of(guest.identity) + ", and back within " + away,
              "one identity that stays", "the cell itself in this run",
              "The cell of this carrier and physical id called itself " + text_of(guest.identity) +
                  " between two stretches as " + text_of(host.identity) + how);
}

}  // namespace

Outcome swapped_identity(const RuleContext& context) {
  if (!claim_of(context.cell)) return without_claim(context);
  return context.cell.gsm() != nullptr ? judge(context.cell.gsm()->epochs())
                                       : judge(context.cell.lte()->epochs());
}

}  // namespace cellwarden::detector::identity_rules
