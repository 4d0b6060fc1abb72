#pragma once

/// \file
/// A GSM cell as rules about what it broadcasts see it.

#include <optional>

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

/// Whether the subject is heard so well that it would be among its neighbours' first choices.
[[nodiscard]] bool is_strong(const RuleContext& context) noexcept;
[[nodiscard]] Outcome not_strong(const RuleContext& context);

/// X03: on a railway's carrier, or of a railway's network.
[[nodiscard]] bool is_railway_cell(const RuleContext& context);
[[nodiscard]] Outcome railway();

/// Where a known ARFCN of the subject's lists lies: by the band of the subject, where two bands share
/// numbers.
[[nodiscard]] std::optional<double> neighbour_hz(const RuleContext& context, std::uint16_t arfcn);

/// The ARFCN of a track's carrier, where it is certain.
[[nodiscard]] std::optional<std::uint16_t> arfcn_of(const history::CellTrack& cell) noexcept;

}  // namespace cellwarden::detector
