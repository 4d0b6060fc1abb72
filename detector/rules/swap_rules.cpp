// ID15: does another identity come and go behind one carrier and physical id?

#include <optional>

#include "detector/decimal.hpp"
#include "detector/rules/fire.hpp"
#include "detector/rules/identity_rules.hpp"
#include "detector/rules/siblings.hpp"

namespace cellwarden::detector::identity_rules {
namespace {

using history::FrameClock;

constexpr double kLouder_db = 6.0;
constexpr double kLouderQuality = 0.8;  // another transmitter drowned the known one for a while
constexpr double kDay_s = 86400.0;
constexpr double kHour_s = 3600.0;
constexpr double kSamePlace_m = 500.0;  // beyond, a sensor hears other cells of the same physical id

// Identities that came between two stretches of another.
template <class Epoch>
struct Visit {
  const Epoch& host;
  const Epoch& guest;  // the loudest
  const Epoch& back;   // the host's return
  bool ran_on{};       // the frame count, all the while
};

bool was_near(const std::optional<GeoPoint>& here, const std::optional<GeoPoint>& there) {
  return !here || !there || towers::distance_m(*here, *there) <= kSamePlace_m;
}

template <class Epochs>
std::optional<Visit<typename Epochs::value_type>> visit_between(const Epochs& epochs, std::size_t first,
                                                                std::size_t back) {
  const auto& host = epochs[first];
  const auto* guest = &epochs[first + 1];
  bool ran_on = epochs[back].frames == FrameClock::Comparison::kHeld;
  for (std::size_t i = first + 1; i < back; ++i) {
    if (!was_near(host.last_at, epochs[i].first_at) || !was_near(host.last_at, epochs[i].last_at))
      return std::nullopt;
    ran_on = ran_on && epochs[i].frames == FrameClock::Comparison::kHeld;
    if (epochs[i].level_dbfs() > guest->level_dbfs()) guest = &epochs[i];
  }
  if (!was_near(host.last_at, epochs[back].first_at)) return std::nullopt;
  return Visit<typename Epochs::value_type>{host, *guest, epochs[back], ran_on};
}

template <class Epochs>
std::optional<Visit<typename Epochs::value_type>> newest_visit(const Epochs& epochs) {
  for (std::size_t back = epochs.size(); back-- > 2;) {
    for (std::size_t first = back - 1; first-- > 0;) {
      if (!(epochs[first].identity == epochs[back].identity)) continue;
      if (epochs[back].since_s - epochs[first].until_s > kDay_s) break;
      if (auto visit = visit_between(epochs, first, back)) return visit;
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
  const auto& [host, guest, back, ran_on] = *visit;
  const bool is_louder = guest.level_dbfs() > host.level_dbfs() + kLouder_db;
  if (!ran_on && !is_louder) {
    return not_evaluated(
        "its identity changed and came back at no higher level, and its frame count is not known to have run "
        "on: it may be two cells of one physical id, heard in turn");
  }
  const double away_s = back.since_s - host.until_s;
  const std::string away =
      away_s < kHour_s ? decimal(away_s / 60.0, 0) + " min" : decimal(away_s / kHour_s, 1) + " h";
  std::string how = ".";
  if (ran_on) how = ", while its frame count ran on.";
  if (!ran_on && is_louder) {
    how = ", " + decimal(guest.level_dbfs() - host.level_dbfs(), 0) + " dB louder meanwhile.";
  }
  return fire(ran_on ? 1.0 : kLouderQuality,
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
