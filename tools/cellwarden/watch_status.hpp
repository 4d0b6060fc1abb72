#pragma once

/// \file
/// How a watch is doing, every ten seconds: the `status` record. Silence is never green: hearing nothing,
/// losing samples and rules that cannot act yet are each said.

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "detector/records/json_lines.hpp"
#include "tools/cellwarden/judge.hpp"
#include "tools/cellwarden/set_up.hpp"

namespace cellwarden::tools {

inline constexpr double kStatusPeriod_s = 10;

class WatchStatus {
 public:
  /// \param evidence  must outlive this
  explicit WatchStatus(const Evidence& evidence);

  /// Notes what a dwell heard, before the judge takes it.
  void add(const Dwell& dwell);

  /// What came of all radios so far. Not by dwells: what is lost from place to place, or in pieces too short
  /// for a dwell, counts too.
  void count(const SampleCounts& all) noexcept { totals_ = all; }

  /// The known towers are others now. \param age_d  of the newest dated list
  void set_towers_age(std::optional<double> age_d) noexcept { towers_age_d_ = age_d; }

  /// A status is due after every kStatusPeriod_s of stream time, gaps counted.
  [[nodiscard]] bool is_due(double stream_s) const noexcept { return stream_s >= next_s_; }

  /// The state now; begins the next period.
  [[nodiscard]] records::StatusRecord take(const Judge& judge);

  /// The state now, of this period and the one before; begins none.
  [[nodiscard]] records::StatusRecord now(const Judge& judge) const;

  [[nodiscard]] const SampleCounts& totals() const noexcept { return totals_; }

 private:
  [[nodiscard]] records::StatusRecord counts_of(const Judge& judge) const;
  void assess_signal(records::StatusRecord& status, const SampleCounts& period, bool heard_lately) const;
  void assess_rules(records::StatusRecord& status, const Judge& judge) const;

  const Evidence& evidence_;
  std::optional<double> towers_age_d_ = evidence_.towers_age_d;
  std::set<Rat> standards_heard_;
  SampleCounts totals_;
  SampleCounts at_last_status_;
  SampleCounts at_status_before_;
  bool heard_in_period_ = false;
  bool heard_in_last_period_ = false;
  bool heard_ever_ = false;
  double next_s_ = kStatusPeriod_s;
};

}  // namespace cellwarden::tools
