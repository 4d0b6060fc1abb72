// ID03 and ID04: may a network of this name be on air where it is heard?

#include <algorithm>
#include <chrono>

#include "detector/decimal.hpp"
#include "detector/rules/bands_in_use.hpp"
#include "detector/rules/fire.hpp"
#include "detector/rules/gsm_cell.hpp"
#include "detector/rules/identity_rules.hpp"
#include "detector/rules/lte_cell.hpp"
#include "detector/rules/network_rules.hpp"
#include "detector/rules/siblings.hpp"
#include "detector/rules/table_age.hpp"

namespace cellwarden::detector::identity_rules {
namespace {

constexpr double kUnlistedBandQuality = 0.5;  // not in use, but nothing is known to prevent it
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

// What is known of bands in a country.
struct BandWord {
  double quality{};    // that none of them can be: 0 where one may
  std::string source;  // empty: nothing is known
};

BandWord word_on_bands(const RuleContext& context, Rat rat, std::uint16_t mcc,
                       const std::vector<std::uint16_t>& bands) {
  const bool is_any_possible =
      std::ranges::any_of(bands, [&](std::uint16_t band) { return !is_band_impossible(rat, mcc, band); });
  const NationalTable* table = table_of(context, mcc);
  if (table != nullptr && !listed_bands(*table, rat).empty()) {
    const auto& used = listed_bands(*table, rat);
    const bool is_used = std::ranges::any_of(
        bands, [&](std::uint16_t band) { return std::ranges::find(used, band) != used.end(); });
    if (is_used) return {0.0, source_text(*table)};
    return {is_any_possible ? kUnlistedBandQuality : 1.0, source_text(*table)};
  }
  if (!is_band_plan_known(rat, mcc)) return {};
  return {is_any_possible ? 0.0 : 1.0, std::string(kBandPlansDate) + ", after 3GPP TS 36.101 and 45.005"};
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
  std::string source;
  double quality = 1.0;
  for (const auto& plmn : own->plmns) {
    if (!plmn) return not_evaluated("nothing is known of the bands of its network");
    const BandWord word = word_on_bands(context, rat, plmn->mcc, bands);
    if (word.source.empty()) {
      return not_evaluated("neither national tables nor the built-in band plans say anything of " +
                           code_text(plmn->mcc));
    }
    if (word.quality == 0.0) return pass();
    quality = std::min(quality, word.quality);
    if (source.find(word.source) == std::string::npos) source += (source.empty() ? "" : ", ") + word.source;
    if (countries.find(code_text(plmn->mcc)) == std::string::npos) {
      countries += (countries.empty() ? "" : ", ") + code_text(plmn->mcc);
    }
  }
  if (countries.empty()) return not_evaluated("it names no network");
  const std::string named = names_text(bands);
  return fire(quality, named + " on " + carrier_text(context),
              "a band that " + countries + " has for networks", source,
              "It is on air in " + named + ", which " +
                  (quality < 1.0 ? "no network of " + countries + " is known to use."
                                 : "no network of " + countries + " can use."));
}

namespace {

// Half of what it takes on either side of its carrier.
double half_width_hz(const RuleContext& context) {
  if (context.seen().gsm() != nullptr) return kGsmChannel_hz / 2.0;
  return context.cell.mib() ? context.cell.mib()->bandwidth_rb * kResourceBlock_hz / 2.0 : 0.0;
}

// The spectrum of one network, as far as the carrier is concerned, and on whose word.
struct Spectrum {
  std::vector<Licence> blocks;
  std::string source;
  std::chrono::sys_days date;
};

// What a carrier takes, and how far that may be wrong.
struct Taken {
  double low_hz{};
  double high_hz{};
  double doubt_hz{};
  [[nodiscard]] bool fits(const Licence& block) const noexcept {
    return low_hz >= block.low_hz - doubt_hz && high_hz <= block.high_hz + doubt_hz;
  }
};

Taken taken_by(const RuleContext& context) {
  const Carrier& carrier = context.seen().carrier;
  const double centre_hz = carrier.nominal_hz.value_or(carrier.measured_hz.value);
  const double half_hz = half_width_hz(context);
  const double doubt_hz =
      carrier.nominal_hz ? 1.0 : centre_hz * context.settings.radio_clock_tolerance_ppm * 1e-6;
  return {centre_hz - half_hz, centre_hz + half_hz, doubt_hz};
}

std::optional<Spectrum> configured(const RuleContext& context, const Plmn& plmn) {
  Spectrum spectrum;
  for (const Licence& licence : context.site->licences) {
    if (licence.plmn != plmn) continue;
    spectrum.blocks.push_back(licence);
    spectrum.date = std::max(spectrum.date, licence.date);
  }
  if (spectrum.blocks.empty()) return std::nullopt;
  spectrum.source = "the configuration's networks.licences of " + date_text(spectrum.date);
  return spectrum;
}

std::optional<Spectrum> published(const RuleContext& context, const Plmn& plmn, const Taken& taken) {
  const NationalTable* table = table_of(context, plmn.mcc);
  if (table == nullptr || !has_spectrum(*table, plmn) || is_before_table(context, table->date)) {
    return std::nullopt;
  }
  const LicensedRange* range =
      range_of(*table, taken.low_hz - taken.doubt_hz, taken.high_hz + taken.doubt_hz);
  if (range == nullptr) return std::nullopt;
  Spectrum spectrum{.blocks = {}, .source = source_text(*table), .date = table->date};
  for (const LicensedBlock& block : range->blocks) {
    if (std::ranges::find(block.networks, plmn) == block.networks.end()) continue;
    spectrum.blocks.push_back({plmn, block.low_hz, block.high_hz, table->date});
  }
  return spectrum;
}

std::string range_mhz(double low_hz, double high_hz) {
  return decimal(low_hz / 1e6, 3) + " to " + decimal(high_hz / 1e6, 3) + " MHz";
}

std::string blocks_text(const std::vector<Licence>& blocks) {
  std::string text;
  for (const Licence& block : blocks) {
    text += (text.empty() ? "" : ", ") + range_mhz(block.low_hz, block.high_hz);
  }
  return text.empty() ? "no block there" : text;
}

}  // namespace

Outcome not_licensed_here(const RuleContext& context) {
  const auto own = claim_of(context.cell);
  if (!own) return without_claim(context);
  const Taken taken = taken_by(context);
  Spectrum all;
  for (const auto& plmn : own->plmns) {
    std::optional<Spectrum> spectrum;
    if (plmn && context.site != nullptr) spectrum = configured(context, *plmn);
    if (plmn && !spectrum) spectrum = published(context, *plmn, taken);
    // Of those who share a cell any may be its host.
    if (!spectrum) {
      return not_evaluated("neither networks.licences nor a national table says which spectrum " +
                           network_text(plmn) + " has around " +
                           decimal((taken.low_hz + taken.high_hz) / 2e6, 1) + " MHz");
    }
    for (const Licence& block : spectrum->blocks) {
      if (taken.fits(block)) return pass();
      all.blocks.push_back(block);
    }
    all.date = std::max(all.date, spectrum->date);
    if (all.source.find(spectrum->source) == std::string::npos) {
      all.source += (all.source.empty() ? "" : ", ") + spectrum->source;
    }
  }
  if (own->plmns.empty()) return not_evaluated("it names no network");
  const std::string networks = networks_text(own->plmns);
  return fire(quality_of_table(context, all.date), range_mhz(taken.low_hz, taken.high_hz),
              blocks_text(all.blocks), all.source,
              "It is on air as " + networks + " on " + carrier_text(context) + ", which is none of what " +
                  networks + " may use there (" + blocks_text(all.blocks) + ").");
}

}  // namespace cellwarden::detector::identity_rules
