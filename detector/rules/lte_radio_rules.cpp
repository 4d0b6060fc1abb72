// Family RF of LTE cells: is what it sends of one piece, and clean?

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <utility>

#include "detector/decimal.hpp"
#include "detector/rules/fire.hpp"
#include "detector/rules/lte_rules.hpp"

namespace cellwarden::detector::lte_rules {
namespace {

using lte::BroadcastLevel;
using lte::DownlinkMeasurements;

constexpr double kFlipMemory_s = 600.0;
constexpr double kStrongNeighbour_db = 25.0;
constexpr std::uint32_t kEnoughBlocks = 8;

const DownlinkMeasurements* measured(const Observation& seen) {
  const auto* lte = seen.lte();
  return lte != nullptr && lte->downlink ? &lte->downlink->measured : nullptr;
}

Outcome not_followed() {
  return not_evaluated("it needs a recording as wide as the cell");
}

std::string percent(double value) {
  return decimal(value, 1) + " %";
}

// Errors and noise add up in energy.
double own_error_percent(const lte::SymbolError& error) {
  return std::sqrt(std::max(error.percent * error.percent - error.noise_percent * error.noise_percent, 0.0));
}

// Of the confirmed cells of this dwell on the subject's carrier: how far below it the strongest other is.
std::optional<double> nearest_below_db(const RuleContext& context) {
  std::optional<double> nearest;
  for (const history::CellTrack* other : context.heard) {
    const Observation& seen = other->latest();
    if (other == &context.cell || !is_same_carrier(seen.carrier, context.seen().carrier)) continue;
    const double below_db = context.seen().signal.power_dbfs - seen.signal.power_dbfs;
    nearest = std::min(nearest.value_or(below_db), below_db);
  }
  return nearest;
}

}  // namespace

Outcome content_conflict(const RuleContext& context) {
  const RuleSettings& s = context.settings;
  const history::LteHistory* history = context.cell.lte();
  if (history == nullptr || !history->can_tell_flips())
    return not_evaluated("fewer than four of its messages were read so far");
  const auto flip = history->flip(s.rf06_window_s, context.seen().t_s - kFlipMemory_s);
  if (!flip) return pass();
  using Comparison = history::FrameClock::Comparison;
  if (flip->frames == Comparison::kBroke) {
    return not_evaluated("its " + flip->what +
                         " changed to and fro and the frame count with it: two cells of one PCI, heard in "
                         "turn");
  }
  if (flip->frames == Comparison::kNone) {
    return not_evaluated("its " + flip->what +
                         " changed to and fro, and its frame count was not read all the while: it may be two "
                         "cells of one PCI, heard in turn");
  }
  const double lasted_s = flip->until_s - flip->since_s;
  return fire(1.0, flip->what + " replaced by another and back within " + decimal(lasted_s, 0) + " s",
              "one content at a time; after a change the new one stays",
              "the cell itself, each content read twice or more each time",
              "Its " + flip->what + " was replaced by another and came back within " + decimal(lasted_s, 0) +
                  " s, with the same timing: networks rarely take a change back so soon, and a second "
                  "transmitter's messages come and go.");
}

Outcome louder_subframes(const RuleContext& context) {
  const RuleSettings& s = context.settings;
  const DownlinkMeasurements* now = measured(context.seen());
  if (now == nullptr) return not_followed();
  const std::array<std::pair<const char*, const BroadcastLevel*>, 3> kinds{
      {{"system information block 1", &now->sib1},
       {"other system information", &now->si},
       {"paging", &now->paging}}};
  bool is_any_measured = false;
  for (const auto& [name, level] : kinds) {
    if (!level->reference_db || level->subframes < s.rf07_min_subframes) continue;
    is_any_measured = true;
    if (*level->reference_db < s.rf07_min_db) continue;
    const std::string above = signed_decimal(*level->reference_db, 1) + " dB";
    return fire(1.0,
                std::string("subframes with ") + name + ' ' + above + " (" +
                    counted(level->subframes, "subframe", "subframes") + ")",
                "within " + decimal(s.rf07_min_db, 1) + " dB of their neighbours",
                "reference signals of the subframes next to them",
                std::string("Its subframes with ") + name + " arrive " + decimal(*level->reference_db, 1) +
                    " dB louder than those next to them, reference signals and all: as if a second "
                    "transmitter sent them over it.");
  }
  if (!is_any_measured) {
    return not_evaluated("fewer than " + decimal(s.rf07_min_subframes, 0) +
                         " subframes of any kind of message were read in this dwell");
  }
  return pass();
}

Outcome symbol_error(const RuleContext& context) {
  const RuleSettings& s = context.settings;
  const DownlinkMeasurements* now = measured(context.seen());
  if (now == nullptr) return not_followed();
  if (!now->symbol_error || now->symbol_error->blocks < kEnoughBlocks)
    return not_evaluated("too few of its broadcast blocks were read in this dwell");
  const double most_noise_percent = 100.0 * std::pow(10.0, -s.rf14_min_snr_db / 20.0);
  if (now->symbol_error->noise_percent > most_noise_percent) {
    return not_evaluated("noise stands less than " + decimal(s.rf14_min_snr_db, 0) +
                         " dB below its symbols: their error is the noise's");
  }
  if (const auto below_db = nearest_below_db(context); below_db && *below_db < kStrongNeighbour_db) {
    return not_evaluated("another cell on its carrier, " + decimal(std::abs(*below_db), 0) + " dB " +
                         (*below_db < 0.0 ? "stronger" : "weaker") + ", disturbs its symbols");
  }
  const double own_percent = own_error_percent(*now->symbol_error);
  if (own_percent <= s.rf14_max_percent) return pass();
  std::size_t clean = 0;
  std::size_t alike = 0;
  for (const history::CellTrack* other : context.others) {
    const DownlinkMeasurements* theirs = measured(other->latest());
    if (theirs == nullptr || !theirs->symbol_error || theirs->symbol_error->blocks < kEnoughBlocks ||
        theirs->symbol_error->noise_percent > most_noise_percent) {
      continue;
    }
    ++(own_error_percent(*theirs->symbol_error) > s.rf14_max_percent ? alike : clean);
  }
  if (alike > 0 && alike >= clean)
    return not_evaluated("other cells show the same error: it may be this receiver's own");
  return fire(
      1.0, percent(own_percent) + " r.m.s. beyond the noise's " + percent(now->symbol_error->noise_percent),
      "at most " + percent(s.rf14_max_percent) +
          "; 17.5 % for QPSK (TS 36.104, section 6.5.2), of "
          "which base stations need a few",
      clean > 0 ? counted(clean, "other cell", "other cells") + " of this dwell within it"
                : counted(now->symbol_error->blocks, "block", "blocks") + " whose parity fits",
      "Its symbols are off by " + percent(own_percent) +
          " r.m.s. beyond what noise does to them, though nothing else is heard on its carrier.");
}

}  // namespace cellwarden::detector::lte_rules
