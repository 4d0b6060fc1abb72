#pragma once

/// \file
/// From a row's texts to a record: what lists write for "unknown" is read as absent and counted, what cannot
/// be is refused with its reason; the first thing wrong with a row wins. The rules for data that people
/// collected are those of docs/formats.md, "Towers: CSV".

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "detector/towers/lists/list_columns.hpp"
#include "detector/towers/tower_record.hpp"

namespace cellwarden::towers {

struct Refusal {
  std::string reason;  ///< counted: one of few
  std::string detail;  ///< for the example
};

/// How rows of one list are written.
struct RowForm {
  char decimal_point = '.';
  std::string date_format = "%Y-%m-%d";
  /// By column; 1 where a number is as it stands.
  std::array<double, kListColumns> factors = all_ones();

  static constexpr std::array<double, kListColumns> all_ones() {
    std::array<double, kListColumns> ones{};
    ones.fill(1.0);
    return ones;
  }
};

class ListRow {
 public:
  explicit ListRow(RowForm form = {}) : form_(std::move(form)) {}

  /// Reads a row. \return why it gives no record; else record() is it
  [[nodiscard]] std::optional<Refusal> read(const ListRowText& texts);
  [[nodiscard]] const TowerRecord& record() const noexcept { return record_; }

  /// In how many of the rows that gave records a value was read as unknown, by reason.
  [[nodiscard]] std::map<std::string, std::uint64_t> blanked() const;

 private:
  enum class Blank : std::uint8_t {
    kUnitNotSaid,
    kUnitOutOfRange,
    kAreaFiller,
    kAreaOutOfRange,
    kNoPosition,
    kChannelOfOther,
    kChannelUnknown,
    kUmtsWithoutRnc,
    kCellWithoutNetwork,
    kOpenInterval,
    kCount
  };

  void refuse(std::string reason, std::string detail);
  void refuse_number(std::string_view name, std::string_view written, std::string_view kind);
  void blank(Blank reason) noexcept { blanked_now_ |= 1U << static_cast<unsigned>(reason); }
  void count_blanks() noexcept;
  std::optional<std::int64_t> whole(ListColumn column, std::int64_t low, std::int64_t high);
  std::optional<double> number(ListColumn column);
  void read_radio();
  void read_network();
  void read_area();
  void read_cell();
  void read_cell_in_parts();
  void take_physical_id(ListColumn column, std::int64_t lowest);
  void read_place();
  void take_position(double lon, double lat);
  std::optional<std::chrono::sys_seconds> moment(ListColumn column);
  std::optional<std::chrono::sys_days> day(ListColumn column);
  void read_times();
  void read_carrier();
  void take_channel(ListColumn column, Rat rat);
  void read_configuration();
  void check_use();

  RowForm form_;
  const ListRowText* texts_{};
  TowerRecord record_;
  std::optional<Refusal> refusal_;
  std::uint32_t blanked_now_{};  ///< bits: of this row, which may be refused yet
  std::array<std::uint64_t, static_cast<std::size_t>(Blank::kCount)> blanks_{};
};

}  // namespace cellwarden::towers
