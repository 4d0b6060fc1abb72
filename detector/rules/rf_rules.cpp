// Family RF: is the transmitter built, clocked and placed as a base station is?

#include <algorithm>
#include <array>
#include <cmath>

#include "detector/decimal.hpp"
#include "detector/rules/band_rules.hpp"
#include "detector/rules/by_standard.hpp"
#include "detector/rules/cohort.hpp"
#include "detector/rules/fire.hpp"
#include "detector/rules/gsm_rules.hpp"
#include "detector/rules/identity_rules.hpp"
#include "detector/rules/lte_rules.hpp"
#include "detector/rules/reference_configuration.hpp"
#include "detector/rules/rule.hpp"

namespace cellwarden::detector {
namespace {

constexpr double kWeakQuality = 0.3;      // 6 of the rule's 20 points
constexpr double kRepeaterQuality = 0.5;  // X06
constexpr double kFarCellQuality = 0.5;   // a weak second peak may be a far cell of the same physical id
constexpr double kFarCell_db = -10.0;
constexpr double kSignificance = 3.0;     // standard deviations
constexpr double kMostAgree = 2.0 / 3;    // of the others; less is a quarrel, not a cohort
constexpr std::size_t kEnoughDwells = 2;  // that knew the offset: one alone has no scatter

// The cell's offset over some dwells: the median, and how far the dwells scatter about it (r.m.s., which
// unlike the median deviation sees an offset that jumps to and fro between two values).
struct LastingOffset {
  double median_ppm{};
  double scatter_ppm{};
  std::size_t dwells{};
};

// Over the dwells of the last `for_s` that knew it.
LastingOffset lasting_offset(const history::CellTrack& cell, double for_s) {
  const double now_s = cell.points().back().t_s;
  std::vector<double> offsets;
  for (const history::TrackPoint& point : cell.points()) {
    if (point.cohort_ppm && point.t_s >= now_s - for_s) offsets.push_back(*point.cohort_ppm);
  }
  LastingOffset lasting;
  lasting.dwells = offsets.size();
  if (offsets.empty()) return lasting;
  lasting.median_ppm = *history::median_of(offsets);
  double squares = 0.0;
  for (const double ppm : offsets) squares += (ppm - lasting.median_ppm) * (ppm - lasting.median_ppm);
  lasting.scatter_ppm = std::sqrt(squares / static_cast<double>(offsets.size()));
  return lasting;
}

// 0...1: how much an offset known with this standard deviation says.
double quality_of_offset(double sigma_ppm, const RuleSettings& s) {
  return std::clamp((s.rf01_poor_sigma_ppm - sigma_ppm) / (s.rf01_poor_sigma_ppm - s.rf01_good_sigma_ppm),
                    0.0, 1.0);
}

Outcome cfo_cohort(const RuleContext& context) {
  const RuleSettings& s = context.settings;
  const auto cohort = cohort_difference(context.seen(), context.others, s.radio_clock_tolerance_ppm,
                                        s.rf01_weak_ppm, s.rf01_poor_sigma_ppm);
  const std::size_t members = cohort ? cohort->members : 0;
  if (static_cast<double>(members) < s.rf01_min_cohort) {
    return not_evaluated("only " + counted(members, "other cell", "other cells") +
                         " in this tuning to compare with; " + decimal(s.rf01_min_cohort, 0) +
                         " are needed to know which one is odd");
  }
  const double offset_ppm = cohort->ppm.value;
  if (std::abs(offset_ppm) <= s.rf01_weak_ppm) return pass();
  const auto agreeing = static_cast<double>(cohort->agreeing);
  if (agreeing < s.rf01_min_cohort || agreeing < kMostAgree * static_cast<double>(members)) {
    return not_evaluated("the " + std::to_string(members) +
                         " other cells do not agree on a carrier among themselves");
  }
  const LastingOffset strong = lasting_offset(context.cell, s.rf01_strong_after_s);
  const LastingOffset weak = lasting_offset(context.cell, s.rf01_weak_after_s);
  const auto holds = [&](const LastingOffset& lasting, double limit_ppm, double after_s) {
    return lasting.dwells >= kEnoughDwells && std::abs(lasting.median_ppm) > limit_ppm &&
           context.cell.heard_s() >= after_s;
  };
  const bool is_strong = holds(strong, s.rf01_strong_ppm, s.rf01_strong_after_s);
  if (!is_strong && !holds(weak, s.rf01_weak_ppm, s.rf01_weak_after_s)) {
    return not_evaluated("an offset of " + signed_decimal(offset_ppm, 2) +
                         " ppm, not yet heard for long enough");
  }
  const LastingOffset& lasting = is_strong ? strong : weak;
  const double sigma_ppm = std::hypot(cohort->ppm.sigma, lasting.scatter_ppm);
  const double quality = quality_of_offset(sigma_ppm, s);
  if (quality <= 0.0 || std::abs(lasting.median_ppm) < kSignificance * sigma_ppm) {
    return not_evaluated("an offset of " + signed_decimal(offset_ppm, 2) + " ppm is within the doubt of " +
                         decimal(sigma_ppm, 2) + " ppm, measurement and scatter over " +
                         counted(lasting.dwells, "dwell", "dwells") + " together");
  }
  Outcome fired;
  fired.verdict = Verdict::kFire;
  fired.quality = quality * (is_strong ? 1.0 : kWeakQuality);
  fired.observed = "carrier " + signed_decimal(lasting.median_ppm, 2) + " ppm from the other cells, +-" +
                   decimal(sigma_ppm, 3) + " ppm over " + counted(lasting.dwells, "dwell", "dwells");
  fired.expected = "within " + decimal(s.rf01_weak_ppm, 2) + " ppm";
  fired.source = "weighted median of " + std::to_string(members) +
                 " other cells heard in the same tuning, of which " + std::to_string(cohort->agreeing) +
                 " agree";
  fired.text = "Its carrier is " + signed_decimal(lasting.median_ppm, 2) + " ppm off the " +
               std::to_string(members) + " other cells of the same tuning; base stations keep " +
               (context.seen().gsm() != nullptr ? "0.05 to 0.1 ppm (TS 45.010, section 5.1)."
                                                : "0.05 to 0.25 ppm (TS 36.104, 6.5.1).");
  return fired;
}

// The strongest second peak that counts, in one point of a track.
const SyncPeak* second_peak(const std::vector<SyncPeak>& peaks, const RuleSettings& s) {
  const SyncPeak* best = nullptr;
  for (const SyncPeak& peak : peaks) {
    if (std::abs(peak.delay_us) < s.rf05_min_delay_us) continue;
    if (peak.relative_power_db < s.rf05_min_relative_power_db) continue;
    if (best == nullptr || peak.relative_power_db > best->relative_power_db) best = &peak;
  }
  return best;
}

// How long ago the present run of dwells with a second peak began; single misses are bridged.
double second_peak_for_s(const history::CellTrack& cell, const RuleSettings& s) {
  constexpr int kMissesBridged = 2;
  const double now_s = cell.last_seen_s();
  double since_s = now_s;
  int misses = 0;
  for (auto point = cell.points().rbegin(); point != cell.points().rend() && misses <= kMissesBridged;
       ++point) {
    if (second_peak(point->other_peaks, s) != nullptr) {
      since_s = point->t_s;
      misses = 0;
    } else {
      ++misses;
    }
  }
  return now_s - since_s;
}

Outcome two_sync_same_pci(const RuleContext& context) {
  const RuleSettings& s = context.settings;
  const Observation& seen = context.seen();
  if (seen.lte() == nullptr) return not_evaluated("it is about LTE cells");
  const SyncPeak* peak = second_peak(seen.lte()->other_peaks, s);
  if (peak == nullptr) return pass();
  const double lasted_s = second_peak_for_s(context.cell, s);
  if (lasted_s < s.rf05_persistence_s) {
    return not_evaluated("a second synchronisation peak, heard for " + decimal(lasted_s, 1) + " s so far; " +
                         decimal(s.rf05_persistence_s, 0) + " s are needed");
  }
  const double apart_ppm = peak->frequency_offset_hz / seen.carrier.measured_hz.value * 1e6;
  const bool is_repeater_like = std::abs(apart_ppm) < s.rf05_same_carrier_ppm;
  Outcome fired;
  fired.verdict = Verdict::kFire;
  fired.quality = (is_repeater_like ? kRepeaterQuality : 1.0) *
                  (peak->relative_power_db < kFarCell_db ? kFarCellQuality : 1.0);
  if (is_repeater_like) fired.held_back = "X06";
  fired.observed = "a second peak at " + signed_decimal(peak->delay_us, 1) + " us, " +
                   signed_decimal(peak->relative_power_db, 1) + " dB, carrier " +
                   signed_decimal(peak->frequency_offset_hz, 1) + " Hz (" + signed_decimal(apart_ppm, 3) +
                   " ppm) from the first";
  fired.expected = "one peak, or several within " + decimal(s.rf05_min_delay_us, 1) + " us";
  fired.source = "synchronisation signals over " + decimal(lasted_s, 0) + " s";
  fired.text = "PCI " + std::to_string(seen.physical_id) + " arrives twice, " +
               decimal(std::abs(peak->delay_us), 1) + " us apart, " +
               (is_repeater_like
                    ? std::string("on the same carrier: two transmitters, or one and its repeater.")
                    : "with carriers " + decimal(std::abs(apart_ppm), 2) + " ppm apart: two transmitters.");
  return fired;
}

constexpr Quantity kPorts{[](const lte::Mib& mib) -> std::uint16_t { return mib.ports; },
                          [](const towers::TowerRecord& row) -> std::optional<std::uint16_t> {
                            if (!row.ports) return std::nullopt;
                            return *row.ports;
                          }};

std::string in_ports(std::uint16_t ports) {
  return counted(ports, "antenna port", "antenna ports");
}

Outcome antenna_ports(const RuleContext& context) {
  const auto* lte = context.seen().lte();
  if (lte == nullptr) return not_evaluated("it is about LTE cells");
  const auto& mib = lte->mib;
  if (!mib) return not_evaluated("its master information block was not read in this dwell");
  const auto reference = reference_of(context, kPorts);
  if (!reference)
    return not_evaluated("no baseline, tower list or pair of other cells tells how many ports are usual");
  const bool is_odd =
      reference->is_own ? mib->ports != reference->value : mib->ports == 1 && reference->value > 1;
  if (!is_odd) return pass();
  const std::string observed = in_ports(mib->ports);
  return fire(reference->quality, observed, in_ports(reference->value), reference->source,
              "It sends from " + observed + "; by " + reference->source + " it should be " +
                  std::to_string(reference->value) + ".");
}

constexpr std::array kRfRules =
    std::to_array<Rule>({{"RF01", cfo_cohort},
                         {"RF03", gsm_rules::carrier_instability},
                         {"RF05", two_sync_same_pci},
                         {"RF06", lte_rules::content_conflict},
                         {"RF07", lte_rules::louder_subframes},
                         {"RF11", antenna_ports},
                         {"RF14", by_standard<gsm_rules::phase_error, lte_rules::symbol_error>},
                         {"RF15", gsm_rules::carrier_pauses},
                         {"RF16", gsm_rules::training_sequence},
                         {"RF17", broadband_jam},
                         {"RF18", sync_jam},
                         {"RF21", identity_rules::level_geometry},
                         {"RF22", gsm_rules::timing_advances}});

}  // namespace

std::span<const Rule> rf_rules() noexcept {
  return kRfRules;
}

}  // namespace cellwarden::detector
