#pragma once

/// \file
/// What every format of tower lists is read through: octets in, records out, and an account of every line
/// that gave none. Readers are pure and total: any octets, in pieces of any size, give records, counted
/// refusals, or one error; memory is bounded whatever comes.

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cell/result.hpp"
#include "detector/towers/tower_record.hpp"

namespace cellwarden::towers {

/// Takes records as they are read. TowerRecord::source is not set.
class RecordSink {
 public:
  virtual ~RecordSink() = default;
  virtual void take(const TowerRecord& record) = 0;
};

/// What reading a list found. Nothing is dropped without being counted here: lines = records + refused, but
/// for readers that combine sightings, where lines = combined + refused.
struct ReadReport {
  std::uint64_t lines{};     ///< with content, header and comments apart; features of GeoJSON
  std::uint64_t records{};   ///< given to the sink
  std::uint64_t combined{};  ///< lines that went into records of several lines each
  std::map<std::string, std::uint64_t> refused;  ///< reason -> lines
  std::map<std::string, std::uint64_t> blanked;  ///< value that was read as unknown -> times; the row stays
  std::vector<std::string> examples;  ///< the first of each reason: "line 17: cell 70000 is not within ..."
  std::vector<std::string> ignored_columns;  ///< header names that mean nothing to us
  std::uint64_t without_carrier{};
  std::uint64_t without_physical_id{};
  std::uint64_t without_position{};
};

inline constexpr std::size_t kMaxExamples = 24;

/// What a list says of itself; wins over what whoever reads it supposes.
struct StatedSource {
  std::optional<std::string> name{};
  std::optional<Trust> trust{};
  std::optional<std::chrono::sys_days> date{};
  std::optional<std::string> licence{};
  std::optional<std::string> attribution{};
};

class ListReader {
 public:
  ListReader() = default;
  ListReader(const ListReader&) = delete;
  ListReader& operator=(const ListReader&) = delete;
  virtual ~ListReader() = default;

  /// The list's next octets.
  /// \return an error when this is no list of the format; then nothing more is read
  [[nodiscard]] virtual Result<void> read(std::string_view octets) = 0;
  /// All octets were read.
  /// \return an error when none of them gave a record
  [[nodiscard]] virtual Result<void> finish() = 0;

  [[nodiscard]] const ReadReport& report() const noexcept { return report_; }
  [[nodiscard]] const StatedSource& stated() const noexcept { return stated_; }

 protected:
  /// For the reader itself to fill.
  [[nodiscard]] ReadReport& account() noexcept { return report_; }
  [[nodiscard]] StatedSource& statement() noexcept { return stated_; }

 private:
  ReadReport report_;
  StatedSource stated_;
};

/// Which format a list is in.
enum class ListFormat : std::uint8_t { kCsv, kWigle, kGeoJson, kObservationLog };

/// "csv", "wigle", "geojson", "survey".
[[nodiscard]] std::string_view to_string(ListFormat format) noexcept;

/// By how a list begins. \param head  its first few hundred octets at least, or all of it
[[nodiscard]] ListFormat format_of(std::string_view head) noexcept;

}  // namespace cellwarden::towers
