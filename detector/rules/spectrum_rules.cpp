// ID03 and ID04: may a network of this name be on air where it is heard?

#include <algorithm>
#include <chrono>

#include "detector/decimal.hpp"
#include "detector/rules/bands_in_use.hpp"
#include "detector/rules/clock_trust.hpp"
#include "detector/rules/fire.hpp"
#include "detector/rules/gsm_cell.hpp"
#include "detector/rules/identity_rules.hpp"
#include "detector/rules/list_age.hpp"
#include "detector/rules/lte_cell.hpp"
#include "detector/rules/network_rules.hpp"
#include "detector/rules/siblings.hpp"

namespace cellwarden::detector::identity_rules {
namespace {

constexpr double kOldTableQuality = 0.5;
constexpr double kNoDateQuality = 0.8;
constexpr double kYear_d = 365.0;
constexpr double kGsmChannel_hz = 200e3;
constexpr double kResourceBlock_hz = 180e3;  // TS 36.211, section 6.2.3

std::string names_text(const std::vector<std::uint16_t>& bands) {
  std::string text = bands.size() == 1 ? "band " : "bands ";
  for (std::size_t i = 0; i < bands.size(); ++i) text += (i == 0 ? "" : ", ") + std::to_string(bands[i]);
  return text;
}

// The bands that a cell's own words put it in; empty where nothing is certain.
std::vector<std::uint16_t> bands_of(const RuleContext& context) {
  if (const auto own = lte_cell(context)) {
    std::vector<std::uint16_t> bands{own->sib1.band()};
    for (std::size_t i = 0; i < own->sib1.multi_bands.size(); ++i) {
      const auto& later = own->sib1.multi_bands_v9e0;
      bands.push_back(i < later.size() && later[i] ? *later[i] : own->sib1.multi_bands[i]);
    }
    return bands;
  }
  const auto& band = context.seen().carrier.band;
  return band ? std::vector<std::uint16_t>{*band} : std::vector<std::uint16_t>{};
}

}  // namespace

Outcome band_impossible(const RuleContext& context) {
  const auto own = claim_of(context.cell);
  if (!own) return without_claim(context);
  if (is_test_cell(context)) return not_evaluated("a test network is on air where its laboratory is", "X02");
  const auto bands = bands_of(context);
  if (bands.empty()) return not_evaluated("its carrier is not certain enough to name a band");
  const Rat rat = context.seen().carrier.rat;
  std::string countries;
  for (const auto& plmn : own->plmns) {
    if (!plmn || !is_band_plan_known(rat, plmn->mcc)) {
      return not_evaluated("the built-in band plans say nothing of " +
                           (plmn ? code_text(plmn->mcc) : std::string("its network")));
    }
    const bool is_possible = std::ranges::any_of(
        bands, [&](std::uint16_t band) { return !is_band_impossible(rat, plmn->mcc, band); });
    if (is_possible) return pass();
    if (countries.find(code_text(plmn->mcc)) == std::string::npos) {
      countries += (countries.empty() ? "" : ", ") + code_text(plmn->mcc);
    }
  }
  if (countries.empty()) return not_evaluated("it names no network");
  const std::string named = names_text(bands);
  return fire(1.0, named + " on " + carrier_text(context), "a band that " + countries + " has for networks",
              std::string(kBandPlansDate) + ", after 3GPP TS 36.101 and 45.005",
              "It is on air in " + named + ", which no network of " + countries + " can use.");
}

namespace {

// Half of what it takes on either side of its carrier.
double half_width_hz(const RuleContext& context) {
  if (context.seen().gsm() != nullptr) return kGsmChannel_hz / 2.0;
  return context.cell.mib() ? context.cell.mib()->bandwidth_rb * kResourceBlock_hz / 2.0 : 0.0;
}

std::string blocks_text(const std::vector<const Licence*>& blocks) {
  std::string text;
  for (const Licence* block : blocks) {
    text += (text.empty() ? "" : ", ") + decimal(block->low_hz / 1e6, 3) + " to " +
            decimal(block->high_hz / 1e6, 3) + " MHz";
  }
  return text;
}

double quality_of(const RuleContext& context, std::chrono::sys_days newest) {
  const auto today = date_of(context);
  if (!today) return kNoDateQuality;
  const double days = std::chrono::duration<double, std::ratio<86400>>(*today - Time(newest)).count();
  return days > kYear_d ? kOldTableQuality : 1.0;
}

}  // namespace

Outcome not_licensed_here(const RuleContext& context) {
  const auto own = claim_of(context.cell);
  if (!own) return without_claim(context);
  if (context.site == nullptr || context.site->licences.empty()) {
    return not_evaluated(
        "the configuration does not say which spectrum networks have here (networks.licences)");
  }
  const Carrier& carrier = context.seen().carrier;
  const double centre_hz = carrier.nominal_hz.value_or(carrier.measured_hz.value);
  const double doubt_hz =
      carrier.nominal_hz ? 1.0 : centre_hz * context.settings.radio_clock_tolerance_ppm * 1e-6;
  const double half_hz = half_width_hz(context);
  std::vector<const Licence*> blocks;
  for (const auto& plmn : own->plmns) {
    const std::size_t before = blocks.size();
    for (const Licence& licence : context.site->licences) {
      if (!plmn || licence.plmn != *plmn) continue;
      if (centre_hz - half_hz >= licence.low_hz - doubt_hz &&
          centre_hz + half_hz <= licence.high_hz + doubt_hz) {
        return pass();
      }
      blocks.push_back(&licence);
    }
    // Of those who share a cell any may be its host.
    if (blocks.size() == before) {
      return not_evaluated("networks.licences says nothing of " + network_text(plmn));
    }
  }
  if (blocks.empty()) return not_evaluated("it names no network");
  const auto newest = (*std::ranges::max_element(blocks, {}, &Licence::date))->date;
  const std::string networks = networks_text(own->plmns);
  return fire(
      quality_of(context, newest),
      decimal((centre_hz - half_hz) / 1e6, 3) + " to " + decimal((centre_hz + half_hz) / 1e6, 3) + " MHz",
      blocks_text(blocks), "the configuration's networks.licences of " + date_text(newest),
      "It is on air as " + networks + " on " + carrier_text(context) +
          ", which is in none of the blocks of " + networks + " (" + blocks_text(blocks) + ").");
}

}  // namespace cellwarden::detector::identity_rules
