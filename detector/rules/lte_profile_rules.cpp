// BP15: is an LTE cell configured as its network's other cells are?

#include <algorithm>
#include <cmath>
#include <set>

#include "detector/decimal.hpp"
#include "detector/history/lte_profile.hpp"
#include "detector/rules/fire.hpp"
#include "detector/rules/lte_cell.hpp"
#include "detector/rules/lte_rules.hpp"
#include "detector/rules/witnesses.hpp"

namespace cellwarden::detector::lte_rules {
namespace {

using history::LteProfile;

constexpr double kRareShare = 0.05;  // a value that fewer of the others have is off
constexpr double kPercentile = 0.995;
constexpr std::size_t kMostNamed = 6;

// Another cell of the network; whose profile it is outlives it.
struct Sibling {
  const LteProfile* profile{};
  Carrier carrier;
};

// What each value of one parameter is worth, over a group of cells.
using Counts = std::map<std::int32_t, std::size_t>;

// How many of a group send the parameter.
std::size_t sent(const Counts& counts) {
  std::size_t all = 0;
  for (const auto& [value, times] : counts) all += times;
  return all;
}

struct Group {
  std::map<std::string, Counts, std::less<>> fields;
  std::size_t cells{};

  explicit Group(const std::vector<const Sibling*>& members) : cells(members.size()) {
    for (const Sibling* member : members) {
      for (const auto& [name, value] : *member->profile) ++fields[name][value];
    }
  }
  // How many of the group have what a profile has there; not sending it counts as a value.
  [[nodiscard]] std::size_t alike(const std::string& name, const LteProfile& profile) const {
    const auto own = profile.find(name);
    const auto field = fields.find(name);
    if (own == profile.end()) return field == fields.end() ? cells : cells - sent(field->second);
    if (field == fields.end()) return 0;
    const auto found = field->second.find(own->second);
    return found == field->second.end() ? 0 : found->second;
  }
};

std::set<std::string> names_of(const Group& group, const LteProfile& profile) {
  std::set<std::string> names;
  for (const auto& [name, counts] : group.fields) names.insert(name);
  for (const auto& [name, value] : profile) names.insert(name);
  return names;
}

// The rarer a value among the others, the further: bits of surprise, summed.
// \param is_member  the profile is one of the group and is not compared with itself
double distance(const Group& group, const LteProfile& profile, bool is_member) {
  const double others = static_cast<double>(group.cells) - (is_member ? 1.0 : 0.0);
  double bits = 0.0;
  for (const std::string& name : names_of(group, profile)) {
    const double alike = static_cast<double>(group.alike(name, profile)) - (is_member ? 1.0 : 0.0);
    bits -= std::log2((alike + 0.5) / (others + 1.0));
  }
  return bits;
}

// All of them, each cell identity once.
struct Siblings {
  std::vector<Sibling> all;
  std::set<std::uint32_t> cells;

  Siblings(const RuleContext& context, const Claim& own) : cells{own.cell} {
    for (const history::CellTrack* other : siblings(context)) {
      const auto& profile = other->lte()->profile();
      if (!profile || !cells.insert(other->lte()->identity()->cell.value).second) continue;
      all.push_back({&*profile, other->latest().carrier});
    }
    if (context.baseline == nullptr) return;
    for (const history::KnownCell& known : context.baseline->cells) {
      if (known.lte && known.lte->profile) add(known, context, own);
    }
  }

  void add(const history::KnownCell& known, const RuleContext& context, const Claim& own) {
    const auto claim = claim_of(known);
    if (!claim || !shares_network(*claim, own)) return;
    if (static_cast<double>(known.dwells_heard) < context.settings.baseline_min_dwells) return;
    if (!cells.insert(claim->cell).second) return;
    Carrier carrier;
    carrier.rat = Rat::kLte;
    carrier.measured_hz.value = known.measured_hz;
    carrier.nominal_hz = known.nominal_hz;
    all.push_back({&*known.lte->profile, carrier});
  }
};

// Those on its carrier where they are enough, else all.
std::vector<const Sibling*> cluster(const RuleContext& context, const std::vector<Sibling>& all) {
  std::vector<const Sibling*> on_carrier;
  std::vector<const Sibling*> everywhere;
  for (const Sibling& one : all) {
    everywhere.push_back(&one);
    if (is_same_carrier(one.carrier, context.seen().carrier)) on_carrier.push_back(&one);
  }
  const bool is_enough = static_cast<double>(on_carrier.size()) >= context.settings.bp15_min_siblings;
  return is_enough ? on_carrier : everywhere;
}

std::string value_text(const LteProfile& profile, const std::string& name) {
  const auto found = profile.find(name);
  return found == profile.end() ? "not sent" : std::to_string(found->second);
}

std::string usual_text(const Group& group, const std::string& name) {
  const auto field = group.fields.find(name);
  if (field == group.fields.end()) return "not sent";
  const auto most = std::ranges::max_element(field->second, {}, [](const auto& one) { return one.second; });
  return most->second >= group.cells - sent(field->second) ? std::to_string(most->first) : "not sent";
}

std::vector<std::string> fields_off(const Group& group, const LteProfile& own) {
  std::vector<std::string> off;
  for (const std::string& name : names_of(group, own)) {
    const auto alike = static_cast<double>(group.alike(name, own));
    if (alike < kRareShare * static_cast<double>(group.cells)) off.push_back(name);
  }
  return off;
}

// What only one in two hundred of the group exceeds; of a smaller group the furthest.
double limit_of(const Group& group, const std::vector<const Sibling*>& members) {
  std::vector<double> bits;
  bits.reserve(members.size());
  for (const Sibling* member : members) bits.push_back(distance(group, *member->profile, true));
  std::ranges::sort(bits);
  const auto place = static_cast<std::size_t>(std::ceil(kPercentile * static_cast<double>(bits.size())));
  return bits[std::min(place, bits.size()) - 1];
}

}  // namespace

Outcome profile_outlier(const RuleContext& context) {
  const RuleSettings& s = context.settings;
  const auto own = lte_cell(context);
  if (!own) return without_sib1();
  if (is_test_cell(context)) {
    return not_evaluated("a test or private network broadcasts what its laboratory needs", "X02");
  }
  const auto& profile = own->history.profile();
  if (!profile || !is_complete(*own)) return not_complete();
  const Siblings known(context, *claim_of(context.cell));
  const auto members = cluster(context, known.all);
  if (static_cast<double>(members.size()) < s.bp15_min_siblings) {
    return not_evaluated("only " + counted(members.size(), "other cell", "other cells") + " of " +
                         networks_text(own->identity.plmns) +
                         " known by all that they broadcast, now or in the baseline; " +
                         decimal(s.bp15_min_siblings, 0) + " are needed");
  }
  const Group group(members);
  const auto off = fields_off(group, *profile);
  if (static_cast<double>(off.size()) < s.bp15_min_fields) return pass();
  const double bits = distance(group, *profile, false);
  const double limit_bits = limit_of(group, members);
  if (bits <= limit_bits) return pass();
  std::vector<std::string> own_values;
  std::vector<std::string> usual_values;
  for (std::size_t i = 0; i < std::min(off.size(), kMostNamed); ++i) {
    own_values.push_back(off[i] + ' ' + value_text(*profile, off[i]));
    usual_values.push_back(off[i] + ' ' + usual_text(group, off[i]));
  }
  const std::string more =
      off.size() > kMostNamed ? " and " + std::to_string(off.size() - kMostNamed) + " more" : "";
  return fire(
      1.0, joined(own_values) + more, joined(usual_values) + more,
      counted(members.size(), "other cell", "other cells") + " of " + networks_text(own->identity.plmns),
      counted(off.size(), "parameter", "parameters") + " that it broadcasts are unlike those of nearly all " +
          std::to_string(members.size()) + " other cells of its network known here (" + decimal(bits, 0) +
          " bits of surprise, of theirs at most " + decimal(limit_bits, 0) + "): " + joined(own_values) +
          more + ".");
}

}  // namespace cellwarden::detector::lte_rules
