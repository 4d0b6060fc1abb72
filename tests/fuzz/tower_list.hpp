#pragma once

/// \file
/// What must hold of a list of towers of any octets, cut anywhere, whatever its format: no record that the
/// store or the rules could trip over, every line accounted for, and errors of one line.

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "detector/harmless_text.hpp"
#include "detector/towers/list_reader.hpp"

namespace cellwarden::towers::fuzz {

inline void require(bool holds) {
  if (!holds) std::abort();
}

/// Takes records, and holds each against what is promised of all.
class Records : public RecordSink {
 public:
  void take(const TowerRecord& record) override {
    ++count_;
    samples_ += record.samples;
    require(!record.cell || (record.plmn && *record.cell <= highest_cell(record.rat)));
    require(!record.physical_id || *record.physical_id <= highest_physical_id(record.rat));
    require(record.label.size() <= kMaxLabelBytes && harmless(record.label) == record.label);
    require(!record.azimuth_deg || *record.azimuth_deg < 360);
    require(!record.eirp_dbm || std::abs(*record.eirp_dbm) <= 200.0);
    require(!record.range_m || *record.range_m >= 0.0);
    require(!record.carrier_hz || (*record.carrier_hz >= 1e6 && *record.carrier_hz <= 1e11));
    if (!record.position) return;
    require(std::abs(record.position->latitude_deg) <= 90.0);
    require(std::abs(record.position->longitude_deg) <= 180.0);
    require(!record.position->accuracy_m || *record.position->accuracy_m >= 0.0);
  }
  [[nodiscard]] std::uint64_t count() const noexcept { return count_; }
  [[nodiscard]] std::uint64_t samples() const noexcept { return samples_; }

 private:
  std::uint64_t count_{};
  std::uint64_t samples_{};
};

inline std::string_view text_of(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

/// How large the pieces are that a list comes in: its last octet chooses.
inline std::size_t piece_of(std::string_view text) {
  return text.empty() ? 1 : 1 + static_cast<unsigned char>(text.back()) % 64U;
}

/// Reads all of it. \param records  what the reader gives them to \return whether it was a list
inline bool read_list(ListReader& reader, std::string_view text, std::size_t piece, const Records& records) {
  Result<void> done;
  for (; !text.empty() && done; text.remove_prefix(std::min(piece, text.size())))
    done = reader.read(text.substr(0, piece));
  if (done) done = reader.finish();
  for (const auto& example : reader.report().examples) require(example.find('\n') == std::string::npos);
  require(done || (done.error().what.find('\n') == std::string::npos && records.count() == 0));
  return done.has_value();
}

/// \param used  lines that records were made of
inline void require_accounted(const ReadReport& report, std::uint64_t used, const Records& records) {
  std::uint64_t refused = 0;
  for (const auto& [reason, count] : report.refused) refused += count;
  require(used + refused == report.lines && report.records == records.count());
}

}  // namespace cellwarden::towers::fuzz
