#pragma once

/// \file
/// A GSM cell among the other cells of its network: what rules about broadcast, areas and traffic compare.

#include <optional>
#include <string>
#include <vector>

#include "detector/rules/rule.hpp"

namespace cellwarden::detector {

/// The subject as rules about GSM see it; its identity counts (GsmHistory).
struct GsmCell {
  const history::GsmHistory& history;
  const gsm::SystemInformation& information;
  const gsm::CellIdentity& identity;
};

/// Nothing before the subject's identity counts.
[[nodiscard]] std::optional<GsmCell> gsm_cell(const RuleContext& context);
/// What a rule says then.
[[nodiscard]] Outcome without_identity();

/// Trusted cells of the subject's network heard in the last ten minutes.
[[nodiscard]] std::vector<const history::CellTrack*> siblings(const RuleContext& context);

/// "only 2 other cells of 262-01 were heard in the last ten minutes; 3 are needed".
[[nodiscard]] Outcome too_few_siblings(const RuleContext& context, std::size_t count, double needed,
                                       std::string_view that = "");

/// Whether the subject is heard so well that it would be among its neighbours' first choices.
[[nodiscard]] bool is_strong(const RuleContext& context) noexcept;
[[nodiscard]] Outcome not_strong(const RuleContext& context);

/// X03: on a railway's carrier, or of a railway's network.
[[nodiscard]] bool is_railway_cell(const RuleContext& context);
[[nodiscard]] Outcome railway();

/// X02: a test network (001, 999) that the site does not list as its own.
[[nodiscard]] bool is_test_cell(const RuleContext& context);

/// Where a known ARFCN of the subject's lists lies: by the band of the subject, where two bands share
/// numbers.
[[nodiscard]] std::optional<double> neighbour_hz(const RuleContext& context, std::uint16_t arfcn);

/// The ARFCN of a track's carrier, where it is certain.
[[nodiscard]] std::optional<std::uint16_t> arfcn_of(const history::CellTrack& cell) noexcept;

}  // namespace cellwarden::detector
